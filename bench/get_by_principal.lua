local people = require("people")
request = function()
  return people.user_data("<s:getUserByPrincipal><securityDomain>USR_SEC_DOMAIN</securityDomain><principal>" ..
    people.login(people.random()) ..
    "</principal><managedSysId>0</managedSysId><dependants>true</dependants></s:getUserByPrincipal>")
end

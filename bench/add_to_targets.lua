-- addUser of somebody whose one role gives an account on each of the simulated systems of targets.toml.
local people = require("people")
request = function()
  return people.provisioning("<p:addUser><user><u:firstName>New</u:firstName><u:lastName>" ..
    people.last_name(math.random(1, 1000000)) .. "</u:lastName><u:status>active</u:status>" ..
    people.principal(people.fresh(), "0") ..
    "<memberOfRoles><r:id><r:roleId>BENCH_TARGETS</r:roleId><r:serviceId>USR_SEC_DOMAIN</r:serviceId></r:id>" ..
    "</memberOfRoles></user></p:addUser>")
end

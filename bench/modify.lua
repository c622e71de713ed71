local people = require("people")
request = function()
  return people.provisioning("<p:modifyUser><user><u:firstName>Changed" .. math.random(1, 1000000) ..
    "</u:firstName><u:userId>" .. people.id(people.random()) .. "</u:userId></user></p:modifyUser>")
end

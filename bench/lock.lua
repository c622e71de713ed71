local people = require("people")
request = function()
  local operation = math.random(1, 2) == 1 and "locked" or "unlock"
  return people.provisioning("<p:lockUser><userId>" .. people.id(people.random()) .. "</userId><operation>" ..
    operation .. "</operation><requestorId>3000</requestorId></p:lockUser>")
end

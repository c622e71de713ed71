local people = require("people")
request = function()
  return people.user_data("<s:getUserWithDependent><id>" .. people.id(people.random()) ..
    "</id><dependants>true</dependants></s:getUserWithDependent>")
end

local people = require("people")
function people.is_good(status, body) return status == 200 and string.find(body, '"iamStatus":true', 1, true) end
request = function()
  return people.rest("GET", "/digitanium/v4/users/" .. people.login(people.random()) .. "/provision/status")
end

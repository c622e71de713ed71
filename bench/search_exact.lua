local people = require("people")
request = function()
  return people.search("<u:lastName>" .. people.last_name(people.random()) .. "</u:lastName>")
end

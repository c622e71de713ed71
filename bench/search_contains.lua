local people = require("people")
request = function()
  return people.search("<u:lastName>%" .. string.sub(people.last_name(people.random()), 2, 6) .. "%</u:lastName>")
end

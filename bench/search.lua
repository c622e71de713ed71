-- search by FIELD (lastName, principal, emailAddress) with a PATTERN (exact, prefix, contains) that meets a random
-- person, and of principals and addresses up to a hundred or so others.
local people = require("people")
local field, pattern = os.getenv("FIELD"), os.getenv("PATTERN")
local text = {
  lastName = people.last_name,
  principal = people.login,
  emailAddress = function(number) return people.login(number) .. "@example.org" end,
}
local shape = {
  exact = function(whole, _) return whole end,
  prefix = function(_, stem) return stem .. "%" end,
  contains = function(_, stem) return "%" .. string.sub(stem, 2) .. "%" end,
}
-- What patterns keep: of a name five letters, of a login all but its last digits.
local function stem(number)
  if field == "lastName" then return string.sub(people.last_name(number), 1, 5) end
  local login = people.login(number)
  return string.sub(login, 1, math.max(7, #login - 1))
end

request = function()
  local number = people.random()
  local sought = shape[pattern](text[field](number), stem(number))
  return people.search("<u:" .. field .. ">" .. sought .. "</u:" .. field .. ">")
end

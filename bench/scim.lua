-- A SCIM call of the kind WHAT: create, get, patch, filter (by userName).
local people = require("people")
local what = os.getenv("WHAT")
local wanted = {create = 201, get = 200, patch = 200, filter = 200}
function people.is_good(status, body)
  return status == wanted[what] and (what ~= "filter" or string.find(body, '"totalResults":1', 1, true))
end

local calls = {}
function calls.create()
  local login = people.fresh()
  return people.rest("POST", "/scim/v2/Users", '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"' ..
    login .. '","externalId":"' .. login .. '","name":{"givenName":"New","familyName":"' ..
    people.last_name(math.random(1, 1000000)) .. '"},"emails":[{"value":"' .. login ..
    '@example.org","type":"work","primary":true}],"roles":[{"value":"END_USER"}]}')
end
function calls.get() return people.rest("GET", "/scim/v2/Users/" .. people.id(people.random())) end
function calls.patch()
  return people.rest("PATCH", "/scim/v2/Users/" .. people.id(people.random()),
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name.givenName",' ..
    '"value":"Changed' .. math.random(1, 1000000) .. '"}]}')
end
function calls.filter()
  return people.rest("GET", "/scim/v2/Users?filter=userName%20eq%20%22" .. people.login(people.random()) .. "%22")
end

request = calls[what]

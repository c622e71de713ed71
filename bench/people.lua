-- What every wrk script of ours shares: envelopes, the people that load_users made, and the result line.
--
-- Environment: USERS (how many are loaded), RUN (a token that makes principals of this run unique),
-- VERIFY (look into every reply: costs throughput, so bench.py sets it for a short run before the measured one),
-- TOKEN (of REST calls).

local people = {}
local users = tonumber(os.getenv("USERS") or "1")
local run = os.getenv("RUN") or "r"
local provisioning = "/openiam-idm-esb/idmsrvc/ProvisioningService"
local user_data = "/openiam-idm-esb/idmsrvc/UserDataService"
local counter = 0
local syllables = {"ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu",
                   "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"}

-- wrk gives each thread its own Lua; setup() runs outside of them, and hands each its number.
local threads = {}
function setup(thread)
  table.insert(threads, thread)
  thread:set("thread_number", #threads)
end

function init()
  failed, example = 0, ""
  math.randomseed(thread_number * 7919 + os.time())
end

-- Whether a reply is what the script wants; those of REST calls say so themselves.
function people.is_good(status, body) return status == 200 and string.find(body, 'status="success"', 1, true) end

if os.getenv("VERIFY") then
  function response(status, _, body)
    if not people.is_good(status, body) then
      failed = failed + 1
      example = status .. " " .. string.sub(body, 1, 600)
    end
  end
end

function done(summary, latency, _)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status +
              summary.errors.timeout
  for _, thread in ipairs(threads) do
    bad = bad + thread:get("failed")
    if thread:get("example") ~= "" then io.write("EXAMPLE ", thread:get("example"), "\n") end
  end
  io.write(string.format("RESULT rate=%.1f p50_ms=%.3f p99_ms=%.3f failed=%d\n",
                         summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
                         latency:percentile(99) / 1000, bad))
end

-- A loaded person's number, id, principal and last name; as load_users.cpp computes them.
function people.random() return math.random(1, users) end
function people.id(number) return string.format("%032x", number) end
function people.login(number) return "bench." .. string.format("%d", number) end
function people.last_name(number)
  local rest, name = (number * 7919) % 8000, ""
  for _ = 1, 3 do
    name = name .. syllables[rest % 20 + 1]
    rest = math.floor(rest / 20)
  end
  return string.upper(string.sub(name, 1, 1)) .. string.sub(name, 2) .. string.format("%d", number % 100)
end

-- A principal that nobody has.
function people.fresh()
  counter = counter + 1
  return "new." .. run .. "." .. thread_number .. "." .. counter
end

local head = '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' ..
  'xmlns:p="http://www.openiam.org/service/provision" xmlns:s="urn:idm.openiam.org/srvc/user/service" ' ..
  'xmlns:u="urn:idm.openiam.org/srvc/user/dto" xmlns:c="urn:idm.openiam.org/srvc/continfo/dto" ' ..
  'xmlns:r="urn:idm.openiam.org/srvc/role/dto"><soap:Body>'
local headers = {["Content-Type"] = "text/xml; charset=utf-8", ["SOAPAction"] = '""'}

function people.provisioning(body)
  return wrk.format("POST", provisioning, headers, head .. body .. "</soap:Body></soap:Envelope>")
end

function people.user_data(body)
  return wrk.format("POST", user_data, headers, head .. body .. "</soap:Body></soap:Envelope>")
end

function people.principal(login, system)
  return "<u:principalList><id><domainId>USR_SEC_DOMAIN</domainId><login>" .. login ..
    "</login><managedSysId>" .. system .. "</managedSysId></id></u:principalList>"
end

-- addUser with a role, an attribute, an e-mail, a phone, an address and two principals.
function people.add(own)
  local login = people.fresh()
  return people.provisioning("<p:addUser><user>" ..
    "<u:addresses><c:address1>1 Example Street</c:address1><c:city>London</c:city><c:name>HOME</c:name></u:addresses>" ..
    "<u:emailAddresses><c:emailAddress>" .. login .. "@example.org</c:emailAddress><c:isDefault>1</c:isDefault>" ..
    "<c:name>EMAIL1</c:name></u:emailAddresses>" ..
    "<u:firstName>New</u:firstName><u:lastName>" .. people.last_name(math.random(1, 1000000)) .. "</u:lastName>" ..
    "<u:phones><c:areaCd>020</c:areaCd><c:phoneNbr>79460001</c:phoneNbr><c:name>DESK PHONE</c:name></u:phones>" ..
    "<u:status>active</u:status>" ..
    '<u:userAttributes><u:userAttributeEntry key="favouriteNumber"><u:userAttribute><u:name>favouriteNumber</u:name>' ..
    "<u:value>7</u:value></u:userAttribute></u:userAttributeEntry></u:userAttributes>" ..
    people.principal(login, "0") .. people.principal(login .. "-ldap", "101") ..
    "<memberOfRoles><r:id><r:roleId>END_USER</r:roleId><r:serviceId>USR_SEC_DOMAIN</r:serviceId></r:id></memberOfRoles>" ..
    (own or "") .. "</user></p:addUser>")
end

local json = {["Content-Type"] = "application/scim+json", ["Authorization"] = "Bearer " .. (os.getenv("TOKEN") or "")}
function people.rest(method, path, body) return wrk.format(method, path, json, body) end

function people.search(criteria)
  return people.user_data("<s:search><search>" .. criteria .. "<u:maxResultSize>100</u:maxResultSize></search></s:search>")
end

return people

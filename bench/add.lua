local people = require("people")
request = function() return people.add() end

local people = require("people")
request = function() return people.add("<password>Zebra9tulip</password>") end

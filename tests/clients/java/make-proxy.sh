#!/bin/sh
# ESB=http://HOST:PORT/openiam-idm-esb/idmsrvc make-proxy.sh: the classes of both services, into the current folder.
set -eu
# docs: begin
wsimport -quiet -extension -Xnocompile -p provisioning -s . "$ESB/ProvisioningService?wsdl"
wsimport -quiet -extension -Xnocompile -p userdata -s . "$ESB/UserDataService?wsdl"
javac -nowarn -encoding UTF-8 -cp '/usr/share/jaxws/lib/*' provisioning/*.java userdata/*.java
# docs: end

#!/bin/sh
# ESB=http://HOST:PORT/openiam-idm-esb/idmsrvc make-proxy.sh: the classes of both services, into the current folder.
set -eu
# docs: begin
wsdl -namespace:Provisioning -out:Provisioning.cs "$ESB/ProvisioningService?wsdl"
wsdl -namespace:UserData -out:UserData.cs "$ESB/UserDataService?wsdl"
mcs -target:library -out:Proxies.dll -r:System.Web.Services,System.Xml Provisioning.cs UserData.cs
# docs: end

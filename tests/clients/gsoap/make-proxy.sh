#!/bin/sh
# ESB=http://HOST:PORT/openiam-idm-esb/idmsrvc make-proxy.sh: the classes of both services, into the current folder.
set -eu
cp "$(dirname "$0")/typemap.dat" .
# docs: begin
wsdl2h -c++11 -p -t typemap.dat -o services.h "$ESB/ProvisioningService?wsdl" "$ESB/UserDataService?wsdl"
soapcpp2 -c++11 -j -C -L -w -x -f 100 -I /usr/share/gsoap/import services.h
printf '%s\n' soap*.cpp | xargs -P 2 -n 1 g++ -c $(pkg-config --cflags gsoapssl++)
# docs: end

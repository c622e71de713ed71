"""Validates the payload of SOAP replies against the schemas inside a WSDL, with xmllint."""

import os
import re
import subprocess


class SchemaCheck:
    def __init__(self, wsdl, folder):
        """Writes each inline schema of the WSDL text to a file of its own, and one that imports them all."""
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.driver = os.path.join(folder, "all.xsd")
        root = re.search(r"<[\w:]*definitions\b[^>]*>", wsdl).group(0)
        schemas = re.findall(r"<(?:\w+:)?schema\b.*?</(?:\w+:)?schema>", wsdl, re.DOTALL)
        if not schemas:
            raise AssertionError("the WSDL has no inline schema")
        files = {}
        for number, schema in enumerate(schemas):
            files[re.search(r'targetNamespace="([^"]+)"', schema).group(1)] = f"{number}.xsd"
        for schema in schemas:
            name = files[re.search(r'targetNamespace="([^"]+)"', schema).group(1)]
            with open(os.path.join(folder, name), "w") as file:
                file.write(self._standalone(schema, root, files))
        imports = "".join(f'<xs:import namespace="{uri}" schemaLocation="{name}"/>' for uri, name in files.items())
        with open(self.driver, "w") as file:
            file.write(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')

    @staticmethod
    def _standalone(schema, root, files):
        """A schema that inherits the WSDL root's prefixes and says where its imports lie."""
        opening = re.match(r"<[^>]*>", schema).group(0)
        missing = [whole for whole, prefix in re.findall(r'(xmlns:(\w+)="[^"]+")', root)
                   if f"xmlns:{prefix}=" not in opening]
        schema = opening[:-1] + "".join(" " + each for each in missing) + ">" + schema[len(opening):]
        return re.sub(r'(<(?:\w+:)?import\s+namespace="([^"]+)")\s*/>',
                      lambda found: f'{found.group(1)} schemaLocation="{files[found.group(2)]}"/>', schema)

    def validate(self, reply):
        """Raises AssertionError with xmllint's words when the element in Body does not fit."""
        message = self.complaint(reply.text)
        if message:
            raise AssertionError(f"the reply does not fit the WSDL's schemas:\n{message}\n{reply.text[:4000]}")

    def complaint(self, text):
        """What xmllint says about the first element in Body of this envelope; "" when it fits."""
        body = re.search(r"<([\w.-]+:)?Body\b[^>]*>(.*)</([\w.-]+:)?Body>", text, re.DOTALL)
        if body is None:
            return "no Body"
        declared = " ".join(dict.fromkeys(re.findall(r'xmlns:\w[\w.-]*="[^"]*"', text[: body.start(2)])))
        payload = re.sub(r"^(\s*<[^\s/>]+)", lambda found: f"{found.group(1)} {self._only_new(declared, body.group(2))}",
                         body.group(2), count=1)
        path = os.path.join(self.folder, f"payload-{os.getpid()}-{id(payload)}.xml")
        with open(path, "w") as file:
            file.write(payload)
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", self.driver, path],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        os.unlink(path)
        return "" if done.returncode == 0 else done.stdout

    @staticmethod
    def _only_new(declared, payload):
        """The declarations that the payload's first tag does not make itself."""
        tag = re.search(r"<[^>]*>", payload).group(0)
        return " ".join(each for each in declared.split() if each.split("=")[0] + "=" not in tag)

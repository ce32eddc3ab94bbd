"""
An independent client of MultiSpeak for the tests: python3-zeep, which reads the served description. It takes one call a
line as JSON on standard input, and answers each with a line.
"""

import json
import sys

from zeep import Client, Settings
from zeep.exceptions import Error, Fault
from zeep.helpers import serialize_object
from zeep.transports import Transport
from zeep.wsdl.bindings.soap import Soap11Binding, Soap12Binding

NAMESPACES = {
    "3.0": "http://www.multispeak.org/Version_3.0",
    "4.1": "http://www.multispeak.org/Version_4.1_Release",
}
BINDINGS = {"1.1": Soap11Binding, "1.2": Soap12Binding}


class Remembering(Transport):
    """Keeps what was answered as it was, beside what zeep makes of it."""

    def post(self, address, message, headers):
        response = super().post(address, message, headers)
        self.status = response.status_code
        self.type = response.headers.get("Content-Type", "")
        self.raw = response.text
        return response


clients = {}


def client_of(wsdl):
    if wsdl not in clients:
        transport = Remembering(timeout=60, operation_timeout=60)
        clients[wsdl] = Client(wsdl, transport=transport, settings=Settings(strict=True))
    return clients[wsdl]


def service_of(client, soap, address):
    for service in client.wsdl.services.values():
        for port in service.ports.values():
            if type(port.binding) is BINDINGS[soap]:
                bound = client.bind(service.name, port.name)
                if address:
                    bound = client.create_service(port.binding.name.text, address)
                return bound
    raise LookupError("no port for SOAP " + soap)


def result_of(found, method):
    """What is inside the element of the result; of a list its items."""
    result = found["body"][method + "Result"]
    values = list(result.values()) if isinstance(result, dict) else []
    return values[0] if len(values) == 1 and isinstance(values[0], list) else result


def call(asked):
    client = client_of(asked["wsdl"])
    namespace = NAMESPACES[asked["version"]]
    header = client.get_element("{%s}MultiSpeakMsgHeader" % namespace)(**asked["header"])
    service = service_of(client, asked["soap"], asked.get("address"))
    method = getattr(service, asked["method"])
    transport = client.transport
    transport.status, transport.type, transport.raw = 0, "", ""
    answer = {}
    try:
        found = method(**asked.get("asks", {}), _soapheaders=[header])
        answer["found"] = result_of(serialize_object(found, dict), asked["method"])
    except Fault as fault:
        answer["fault"] = {"text": fault.message, "code": str(fault.code)}
    except Error as error:
        answer["error"] = type(error).__name__ + ": " + str(error)
    answer.update(status=transport.status, type=transport.type, raw=transport.raw)
    return answer


for line in sys.stdin:
    try:
        answer = call(json.loads(line))
    except Exception as error:  # The test shows it.
        answer = {"error": type(error).__name__ + ": " + str(error)}
    print(json.dumps(answer, default=str), flush=True)

"""A prepaid vendor by python3-spyne: independent of the product in what it reads, and it believes all that it is told.

vendor.py VERSION CERT KEY USER PASSWORD COMPANY; says its port as a line of JSON, then answers each line of standard input
by one line, and ends with standard input. What is done twice is done twice here, so that it shows.
"""

import json
import socket
import ssl
import sys
import threading
from datetime import date, datetime
from decimal import Decimal
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from spyne import (
    AnyXml,
    Application,
    Array,
    ComplexModel,
    Fault,
    Service,
    Unicode,
    XmlAttribute,
    XmlData,
    rpc,
)
from spyne import Decimal as Money
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

version, cert, key, user, password, company = sys.argv[1:7]
is30 = version == "3.0"
ns = "http://www.multispeak.org/Version_3.0" if is30 else "http://www.multispeak.org/Version_4.1_Release"


def model(name, **members):
    """A type of this version; a member whose value is None is not in it."""
    kept = {key: kind for key, kind in members.items() if kind is not None}
    return type(name, (ComplexModel,), {"__namespace__": ns, **kept})


def text():
    return XmlAttribute(Unicode)


def of30(kind):
    return kind if is30 else None


def of41(kind):
    return None if is30 else kind


header = model(
    "MultiSpeakMsgHeader",
    **{name: text() for name in "UserID Pwd AppName AppVersion Company MessageID TimeStamp".split()},
    Version=of30(text()),
    MajorVersion=of41(text()),
    BuildString=of41(text()),
    Context=of41(text()),
)
errorObject = model(
    "errorObject",
    objectID=text(),
    errorString=text(),
    nounType=text(),
    eventTime=text(),
    said=of41(XmlData(Unicode)),
)
meterID = model("meterID", meterNo=text(), serviceType=text(), number=XmlData(Unicode))
readingValue = model("readingValue", value=Unicode)
meterRead = model(
    "meterRead",
    meterNo=of30(Unicode),
    readingDate=of30(Unicode),
    posKWh=of30(Unicode),
    meterID=of41(meterID),
    readingValues=Array(readingValue),
)
# spyne takes attributes of an element for its parent's too where they have the name of a member: meterID says a serviceType.
ServiceType = Unicode.customize()
ServiceType.type = Unicode
customer = model("customer", objectID=text(), lastName=Unicode)
ppmLocation = model(
    "ppmLocation",
    objectID=text(),
    verb=text(),
    serviceType=ServiceType,
    rateCode=of30(Unicode),
    rate=of41(Unicode),
    servLoc=of30(Unicode),
    serviceLocationID=of41(Unicode),
    priorityBalance=Money,
    sharedArrears=Money,
    initialRead=meterRead,
    customer=customer,
    totalBalance=Money,
    lastMeterRead=Unicode,
    lastReadingDate=Unicode,
    depositAmount=Money,
    connectDate=Unicode,
    billingCycle=Unicode,
    meterID=of41(meterID),
)
tender = model(
    "tender",
    objectID=text(),
    verb=text(),
    errorString=text(),
    amount=Money,
    responseCode=Unicode,
    financialTransactionID=Unicode,
)
cashPayment = model("cashPayment", tender=tender)
paymentTransaction = model(
    "paymentTransaction",
    accountNumber=Unicode,
    typeService=Unicode,
    creditCardPayment=AnyXml,
    eCheckPayment=AnyXml,
    achPayment=AnyXml,
    cashPayment=cashPayment.customize(max_occurs="unbounded"),
)
adjustmentItem = model("adjustmentItem", balanceType=Unicode, amount=Money, adjustmentItemID=Unicode)
ppmBalanceAdjustment = model(
    "ppmBalanceAdjustment",
    objectID=text(),
    verb=text(),
    description=Unicode,
    accountNumber=Unicode,
    serviceType=Unicode,
    ppmLocationID=Unicode,
    **{"adustmentList" if is30 else "adjustmentItemList": Array(adjustmentItem)},
)
serviceLocation = model("serviceLocation", objectID=text(), accountNumber=Unicode, servType=Unicode)


def exchange(name):
    reads = [f"{side}Meter{'Read' if is30 else 'Reading'}" for side in ("out", "in")]
    return model(
        name,
        objectID=text(),
        verb=text(),
        serviceLocation=of30(serviceLocation),
        serviceLocationID=of41(Unicode),
        lastReadDate=Unicode,
        **{read: meterRead for read in reads},
    )


kinds = ["electric", "water", "gas", "propane", "other"]
if is30:
    changeoutList = Array(exchange("meterExchange"))
else:
    changeoutList = model(
        "meterExchanges",
        **{f"{kind}MeterExchanges": Array(exchange(f"{kind}MeterExchange")) for kind in kinds},
    )
remainingBalance = model("remainingBalance", priorityBalance=Money, sharedArrears=Money, balance=Money)
ppmStatus = model(
    "ppmStatus", meterStatus=Unicode, errorObject=errorObject, remainingBalance=remainingBalance
)

lock = threading.Lock()
released = threading.Condition(lock)
state = {"calls": [], "locations": {}, "payments": {}, "adjustments": {}, "exchanges": {}}
# What happens at the next calls of a method, in turn; and what is offered, where not everything.
plans = {}
offered = None
held = []


def plain(value):
    if isinstance(value, ComplexModel):
        members = {name: plain(getattr(value, name)) for name in type(value).get_flat_type_info(type(value))}
        return {name: member for name, member in members.items() if member is not None}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if isinstance(value, (str, int, type(None))) else str(value)


class Closed(Exception):
    pass


def hang_up(ctx):
    ctx.transport.req_env["vendor.connection"].shutdown(socket.SHUT_RDWR)
    raise Closed()


def begin(ctx, method, **asks):
    """Judges the login, remembers what was asked and says what shall happen."""
    told = ctx.in_header
    if told is None or (told.UserID, told.Pwd, told.Company) != (user, password, company):
        raise Fault("Client.Authentication", "Invalid user name or password.")
    with lock:
        known = {name: value for name, value in plain(told).items() if name != "Pwd"}
        state["calls"].append({"method": method, "header": known, "asks": {k: plain(v) for k, v in asks.items()}})
        plan = plans[method].pop(0) if plans.get(method) else {"does": "well"}
        if plan["does"] == "hold":
            held.append(plan)
            while plan in held:
                released.wait()
    if plan["does"] == "fault":
        raise Fault("Server", plan.get("text", "Out of order."))
    if plan["does"] == "close-before":
        hang_up(ctx)
    if plan["does"] == "practice":
        ctx.out_header = header(Context="Training")
    return plan


def end(ctx, plan):
    if plan["does"] == "close-after":
        hang_up(ctx)
    if plan["does"] == "fault-after":
        raise Fault("Server", plan.get("text", "Out of order."))


def error_of(object_id, text, noun):
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    more = {} if is30 else {"said": text}
    return errorObject(objectID=object_id, errorString=text, nounType=noun, eventTime=at, **more)


def refused(plan, ids, noun):
    """The error objects of what is not done: all of it, or the one that the plan names."""
    if plan["does"] != "error":
        return []
    only = plan.get("objectId")
    return [error_of(one, plan.get("text", "Not possible."), noun) for one in ids if only in (None, one)]


def count(into, object_id, **more):
    entry = state[into].setdefault(object_id, {"times": 0})
    entry.update(more, times=entry["times"] + 1)


def add(location_id, amount):
    location = state["locations"].get(location_id)
    if location:
        location["balance"] = str(Decimal(location["balance"]) + amount)
    return location


def location_of(account, service):
    for object_id, one in state["locations"].items():
        if (one["account"], one["service"]) == (account, service):
            return object_id
    return None


class Vendor(Service):
    @rpc(_returns=Array(errorObject))
    def PingURL(ctx):
        plan = begin(ctx, "PingURL")
        errors = refused(plan, ["vendor"], "PingURL")
        end(ctx, plan)
        return errors

    @rpc(_returns=Array(Unicode))
    def GetMethods(ctx):
        plan = begin(ctx, "GetMethods")
        end(ctx, plan)
        return offered if offered is not None else [name for name in Vendor.public_methods]

    @rpc(Array(ppmLocation), _returns=Array(errorObject))
    def EnrollPPMCustomer(ctx, newPPMCustomers):
        plan = begin(ctx, "EnrollPPMCustomer", newPPMCustomers=newPPMCustomers)
        errors = refused(plan, [one.objectID for one in newPPMCustomers], "ppmLocation")
        not_done = {one.objectID for one in errors}
        with lock:
            for one in newPPMCustomers:
                if one.objectID in not_done:
                    continue
                before = state["locations"].get(one.objectID, {"times": 0})
                state["locations"][one.objectID] = {
                    "times": before["times"] + 1,
                    "account": one.customer.objectID if one.customer else None,
                    "service": one.serviceType,
                    "balance": str(one.totalBalance or 0),
                    "status": "connected",
                    "isEnrolled": True,
                }
        end(ctx, plan)
        return errors

    @rpc(Array(ppmLocation), _returns=Array(errorObject))
    def UnenrollPPMCustomer(ctx, newPPMCustomers):
        plan = begin(ctx, "UnenrollPPMCustomer", newPPMCustomers=newPPMCustomers)
        errors = refused(plan, [one.objectID for one in newPPMCustomers], "ppmLocation")
        not_done = {one.objectID for one in errors}
        with lock:
            for one in newPPMCustomers:
                known = state["locations"].get(one.objectID)
                if known is None:
                    errors.append(error_of(one.objectID, "It is not enrolled.", "ppmLocation"))
                elif one.objectID not in not_done:
                    known["isEnrolled"] = False
        end(ctx, plan)
        return errors

    @rpc(Array(paymentTransaction), _returns=Array(paymentTransaction))
    def CommitPaymentTransaction(ctx, transactions):
        plan = begin(ctx, "CommitPaymentTransaction", transactions=transactions)
        answers = []
        with lock:
            for one in transactions:
                if one.creditCardPayment is not None or one.eCheckPayment is not None:
                    raise Fault("Client", "Cards and checks are not taken.")
                for paid in one.cashPayment:
                    money = paid.tender
                    location = location_of(one.accountNumber, one.typeService)
                    if plan["does"] == "error" or location is None:
                        money.responseCode = "Failure"
                        money.errorString = plan.get("text", "The account is not known.")
                        continue
                    add(location, money.amount)
                    about = {"account": one.accountNumber, "service": one.typeService, "objectId": money.objectID}
                    count("payments", money.financialTransactionID, amount=str(money.amount), **about)
                    money.responseCode = plan.get("response", "Success")
                answers.append(one)
        end(ctx, plan)
        return answers

    @rpc(Array(ppmBalanceAdjustment), _returns=Array(errorObject))
    def AdjustPPMBalance(ctx, adjustments):
        plan = begin(ctx, "AdjustPPMBalance", adjustments=adjustments)
        errors = refused(plan, [one.objectID for one in adjustments], "ppmBalanceAdjustment")
        not_done = {one.objectID for one in errors}
        with lock:
            for one in adjustments:
                if one.objectID in not_done:
                    continue
                items = (one.adustmentList if is30 else one.adjustmentItemList) or []
                amount = sum((item.amount for item in items), Decimal(0))
                if add(one.ppmLocationID, amount) is None:
                    errors.append(error_of(one.objectID, "The account is not known.", "ppmBalanceAdjustment"))
                    continue
                about = {"account": one.accountNumber, "location": one.ppmLocationID}
                count("adjustments", one.objectID, amount=str(amount), description=one.description, **about)
        end(ctx, plan)
        return errors

    @rpc(Array(Unicode), _returns=Array(ppmStatus))
    def GetPrePayStatus(ctx, ppmLocations):
        plan = begin(ctx, "GetPrePayStatus", ppmLocations=ppmLocations)
        not_done = {one.objectID: one for one in refused(plan, ppmLocations, "ppmStatus")}
        answers = []
        with lock:
            for object_id in ppmLocations:
                known = state["locations"].get(object_id)
                error = not_done.get(object_id)
                if error is None and known is None:
                    error = error_of(object_id, "It is not enrolled.", "ppmStatus")
                if error is not None:
                    answers.append(ppmStatus(meterStatus="unknown", errorObject=error))
                    continue
                zero = Decimal("0.00")
                balance = Decimal(known["balance"])
                remaining = remainingBalance(priorityBalance=zero, sharedArrears=zero, balance=balance)
                answers.append(ppmStatus(meterStatus=known["status"], remainingBalance=remaining))
        end(ctx, plan)
        return answers

    @rpc(changeoutList, _returns=Array(errorObject))
    def PPMMeterExchangeNotification(ctx, changeouts):
        plan = begin(ctx, "PPMMeterExchangeNotification", changeouts=changeouts)
        if is30:
            found = [("meterExchange", one) for one in changeouts]
        else:
            lists = [(kind, getattr(changeouts, f"{kind}MeterExchanges")) for kind in kinds]
            found = [(kind, one) for kind, some in lists for one in some or []]
        errors = refused(plan, [one.objectID for _, one in found], "meterExchange")
        not_done = {one.objectID for one in errors}
        with lock:
            for kind, one in found:
                if one.objectID not in not_done:
                    count("exchanges", one.objectID, kind=kind, exchange=plain(one))
        end(ctx, plan)
        return errors


Vendor.__in_header__ = header
for method in Vendor.public_methods.values():
    method.in_header = (header,)
    method.out_header = (header,)


class Handler(WSGIRequestHandler):
    def get_environ(self):
        return {**super().get_environ(), "vendor.connection": self.connection}

    def log_message(self, *args):
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 50

    def get_request(self):
        plain_socket, address = super().get_request()
        # In its own thread, so that one who does not go on with the handshake holds nobody up.
        return tls.wrap_socket(plain_socket, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        pass


def obey(told):
    global offered
    with lock:
        for method, some in told.get("plans", {}).items():
            plans[method] = some
        for object_id, location in told.get("locations", {}).items():
            known = {"times": 0, "status": "connected", "isEnrolled": True, "balance": "0.00"}
            state["locations"][object_id] = {**known, **state["locations"].get(object_id, {}), **location}
        if "methods" in told:
            offered = told["methods"]
        if told.get("release"):
            held.clear()
            released.notify_all()
        return {**state, "held": len(held)}


if __name__ == "__main__":
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(cert, key)
    application = Application(
        [Vendor], tns=ns, name="Vendor", in_protocol=Soap11(validator="soft"), out_protocol=Soap11()
    )
    server = Server(("127.0.0.1", 0), Handler)
    server.set_app(WsgiApplication(application))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)

"""The examples themselves: integrations of 10 to 80 nodes, as a data engineer would draw them."""

from __future__ import annotations

from refold_nb.sandbox.examples.sketch import Sketch

_DEPARTMENTS = {
    "engineering": ("Jira", "GitHub", "PagerDuty", "AWS", "Figma"),
    "sales": ("Salesforce", "Gong", "Outreach", "LinkedIn"),
    "finance": ("NetSuite", "Expensify", "Bill.com", "Avalara"),
    "support": ("Zendesk", "Intercom", "Statuspage", "Looker"),
    "people": ("Workday", "Greenhouse", "Lattice", "Culture Amp"),
}


def contact_sync(*, checks_consent: bool) -> Sketch:
    """HubSpot contacts into Salesforce, in a loop; 12 nodes, or 14 in the version that checks consent."""
    flow = Sketch("hubspot", "contact.updated")
    flow.chain(("action", "Fetch changed contacts"), ("transform", "Normalise phone numbers"))
    loop = flow.step("loop", "For each contact")
    if checks_consent:
        consent = flow.step("rule", "Has given consent?")
        flow.step("log", "Note refusal", handle="no", column=1)
        find = flow.step("action", "Find in Salesforce", after=consent, handle="yes", column=0)
    else:
        find = flow.step("action", "Find in Salesforce")
    known = flow.step("rule", "Known already?", after=find)
    update = flow.step("action", "Update contact", after=known, handle="yes", column=0)
    create = flow.step("action", "Create contact", after=known, handle="no", column=1)
    merge = flow.step("merge", "Merge", after=[update, create], column=0)
    flow.connect(merge, loop)
    summary = flow.step("data_mapper", "Summarise", after=loop, handle="done", column=-1)
    flow.chain(("action", "Post summary to Slack"), ("response", "Respond"), after=summary, column=-1)
    return flow


def order_to_cash() -> Sketch:
    """Shopify orders into NetSuite, with tax, stock, fraud and dunning; about 35 nodes."""
    flow = Sketch("shopify", "order.created")
    flow.chain(("data_mapper", "Map order"), ("http_request", "Look up customer"))
    fraud = flow.step("ai_agent", "Score for fraud", prompt="Rate this order from 0 to 100.")
    risk = flow.step("switch", "How risky?", after=fraud)
    approved = flow.step("log", "Approve", after=risk, handle="low", column=0)
    task = flow.step("human_task", "Review by finance", after=risk, handle="medium", column=1)
    refused = flow.step("action", "Cancel order", after=risk, handle="high", column=2)
    flow.chain(("send_email", "Tell customer"), ("terminate", "Stop"), after=refused, column=2)
    flow.step("merge", "Accepted", after=[approved, task], column=0)
    lines = flow.step("loop", "For each line")
    stock = flow.step("action", "Reserve stock")
    short = flow.step("rule", "In stock?", after=stock)
    reserved = flow.step("transform", "Line is reserved", after=short, handle="yes", column=0)
    backorder = flow.step("action", "Create back-order", after=short, handle="no", column=1)
    line = flow.step("merge", "Line done", after=[reserved, backorder], column=0)
    flow.connect(line, lines)
    tax = flow.step("http_request", "Compute tax", after=lines, handle="done", column=-1)
    invoice = flow.step("action", "Create invoice in NetSuite", after=tax)
    pdf = flow.step("pdf", "Render invoice", after=invoice, column=-1)
    ledger = flow.step("tables", "Append to ledger", after=invoice, column=-2)
    mail = flow.step("send_email", "Send invoice", after=pdf)
    booked = flow.step("merge", "Booked", after=[mail, ledger], column=-1)
    charge = flow.step("action", "Charge card with Stripe", after=booked)
    paid = flow.step("rule", "Paid?", after=charge)
    done = flow.chain(
        ("action", "Mark as paid"), ("action", "Release shipment"), after=paid, handle="yes", column=-1
    )
    wait = flow.chain(
        ("delay", "Wait three days"), ("send_email", "Remind"), after=paid, handle="no", column=-2
    )
    flow.connect(wait, charge)
    dead = flow.step("dead_letter_queue", "Park order", after=charge, handle="error", column=1)
    end = flow.step("merge", "End", after=[done, dead], column=-1)
    flow.chain(("action", "Post to Slack"), ("response", "Respond"), after=end, column=-1)
    return flow


def onboarding() -> Sketch:
    """A new employee in Workday becomes accounts in every tool of the department; about 80 nodes."""
    flow = Sketch("workday", "worker.hired")
    flow.chain(
        ("data_mapper", "Map worker"), ("action", "Create directory account"), ("action", "Assign licences")
    )
    switch = flow.step("switch", "Which department?")
    ends = []
    for column, (department, tools) in enumerate(_DEPARTMENTS.items()):
        step = flow.step(
            "sub_flow", f"Prepare {department}", after=switch, handle=department, column=3 * column
        )
        branches = []
        for offset, tool in enumerate(tools):
            call = flow.step("action", f"Invite to {tool}", after=step, column=3 * column + offset % 3)
            branches.append(flow.step("custom_code", f"Check {tool}", after=call))
        group = flow.step("merge", f"{department.title()} invited", after=branches, column=3 * column)
        task = flow.step("human_task", f"Confirm {department}", after=group)
        ends.append(flow.step("action", f"Add to #{department}", after=task))
    joined = flow.step("merge", "All set", after=ends, column=0)
    laptop = flow.step("http_request", "Order laptop", after=joined, column=0)
    badge = flow.step("http_request", "Order badge", after=joined, column=1)
    signed = flow.step("wait_for_webhook", "Contract signed", after=joined, column=2)
    ready = flow.step("merge", "Ready for day one", after=[laptop, badge, signed], column=0)
    flow.chain(
        ("file_handler", "Build welcome pack"),
        ("send_email", "Welcome"),
        ("delay", "Wait until day one"),
        ("action", "Book first meetings"),
        ("ai_agent", "Write introduction"),
        ("action", "Post introduction"),
        ("tables", "Record completion"),
        ("response", "Respond"),
        after=ready,
        column=0,
    )
    return flow


def invoice_reconciliation() -> Sketch:
    """Stripe payouts against Xero invoices; its ledger step always fails."""
    flow = Sketch("stripe", "payout.paid")
    flow.chain(
        ("action", "List charges"), ("csv", "Read bank statement"), ("data_mapper", "Align columns"), column=0
    )
    loop = flow.step("loop", "For each charge")
    match = flow.step("rule", "Invoice found?")
    post = flow.step("action", "Post payment to Xero", after=match, handle="yes", column=0)
    flow.step(
        "custom_code",
        "Write to ledger",
        after=post,
        fails_with="Ledger period 2026-06 is closed",
        code="ledger.append(row)",
    )
    flow.connect(flow.nodes[-1]["id"], loop)
    lost = flow.chain(
        ("tables", "Keep for review"), ("human_task", "Match by hand"), after=match, handle="no", column=1
    )
    flow.connect(lost, loop)
    flow.chain(
        ("transform", "Total up"),
        ("send_email", "Send report"),
        ("response", "Respond"),
        after=loop,
        handle="done",
        column=-1,
    )
    return flow


def ticket_triage() -> Sketch:
    """Zendesk tickets sorted by an agent, guarded by try/catch; about 22 nodes."""
    flow = Sketch("zendesk", "ticket.created")
    flow.chain(("data_reference", "Load customer plan"), ("transform", "Clean text"), column=0)
    attempt = flow.step("try_catch", "Try")
    agent = flow.step("ai_agent", "Classify", after=attempt, handle="try", column=0)
    caught = flow.step("log", "Classification failed", after=attempt, handle="catch", column=3)
    switch = flow.step("switch", "Topic", after=agent)
    ends = [flow.step("human_task", "Sort by hand", after=caught)]
    for column, topic in enumerate(("billing", "bug", "question")):
        route = flow.step("action", f"Route to {topic}", after=switch, handle=topic, column=column)
        ends.append(flow.step("function", f"Set {topic} deadline", after=route))
    urgent = flow.step("rule", "Enterprise plan?", after=ends, column=0)
    page = flow.chain(
        ("action", "Page on-call"), ("action", "Open Jira issue"), after=urgent, handle="yes", column=0
    )
    queue = flow.step("tables", "Queue for tomorrow", after=urgent, handle="no", column=1)
    merge = flow.step("merge", "Handled", after=[page, queue], column=0)
    flow.chain(("action", "Reply to customer"), ("response", "Respond"), after=merge, column=0)
    return flow


def lead_intake() -> Sketch:
    """A form's leads into HubSpot: a draft of 10 nodes that is not finished, as its two dead ends show."""
    flow = Sketch("hubspot", "form.submitted")
    flow.chain(
        ("data_mapper", "Map fields"), ("transform", "Tidy names"), ("rule", "Business address?"), column=0
    )
    rule = flow.nodes[-1]["id"]
    enrich = flow.step("http_request", "Enrich company", after=rule, handle="yes", column=0)
    flow.chain(
        ("action", "Create contact"), ("action", "Assign owner"), ("action", "Notify owner"), after=enrich
    )
    flow.chain(
        ("transform", "Tag as personal"), ("action", "Add to newsletter"), after=rule, handle="no", column=1
    )
    return flow


def daily_digest() -> Sketch:
    """Public: yesterday's figures into Slack every morning; 10 nodes."""
    flow = Sketch("slack", "schedule")
    flow.nodes[0]["trigger_cron"] = "0 7 * * 1-5"
    queries = [
        flow.step("action", f"Count {what}", after="1", column=n)
        for n, what in enumerate(("deals", "tickets", "orders"))
    ]
    merge = flow.step("merge", "Merge", after=queries, column=0)
    flow.chain(
        ("transform", "Compare with last week"),
        ("ai_agent", "Write three sentences"),
        ("action", "Post to channel"),
        ("log", "Log"),
        ("response", "Respond"),
        after=merge,
    )
    return flow


def sheet_export() -> Sketch:
    """Public: a list from HubSpot into a sheet, asked for with a payload; 11 nodes."""
    flow = Sketch("google_sheets", "api.called")
    flow.chain(("rule", "List given?"), column=0)
    given = flow.nodes[-1]["id"]
    use = flow.step("data_reference", "Use that list", after=given, handle="yes", column=0)
    newest = flow.step("action", "Find newest list", after=given, handle="no", column=1)
    flow.step("merge", "Merge", after=[use, newest], column=0)
    loop = flow.step("loop", "For each page")
    rows = flow.chain(
        ("action", "Fetch page"), ("transform", "Flatten"), ("action", "Append rows"), after=loop
    )
    flow.connect(rows, loop)
    flow.chain(("log", "Count rows"), ("response", "Respond"), after=loop, handle="done", column=-1)
    return flow

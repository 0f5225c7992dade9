"""AI agents: the addresses they commit under and the marks they leave in a commit message.

An agent's contribution is nobody's, so an identity counts as an agent's by its whole address
only: whoever writes a tool's name beside an address of their own stays a contributor, and so
does a human being called Claude, Devin or Jules, or anybody who works for a vendor. Names and
marks make a change AI-assisted; they never hide a person.

Addresses and marks are those the tools write themselves: the documentation of Claude Code,
GitHub Copilot, Codex (`commit_attribution`), Aider (`--attribute-*`), Amp, OpenHands and Cursor,
and commits in public repositories. `Assisted-by: AGENT:MODEL` is the Linux kernel's form
(Documentation/process/coding-assistants.rst); before a person's name it is ordinary thanks.
"""

import re

from chatops.core.commit import Signature

_ADDRESSES = {
    "noreply@anthropic.com": "Claude",
    "copilot@github.com": "GitHub Copilot",
    "cursoragent@cursor.com": "Cursor",
    "noreply@cursor.com": "Cursor",
    "noreply@openai.com": "Codex",
    "codex@openai.com": "Codex",
    "noreply@aider.chat": "Aider",
    "aider@aider.chat": "Aider",
    "amp@ampcode.com": "Amp",
    "openhands@all-hands.dev": "OpenHands",
    "noreply@opencode.ai": "opencode",
    "droid@factory.ai": "Droid",
    "noreply@kiro.dev": "Kiro",
    "noreply@tabnine.com": "Tabnine",
    "crush@charm.land": "Crush",
    "noreply@continue.dev": "Continue",
    "qwen-coder@alibabacloud.com": "Qwen Code",
    "cascade@windsurf.ai": "Windsurf",
    "junie@jetbrains.com": "Junie",
    "agent@replit.com": "Replit Agent",
}
_ACCOUNTS = {  # GitHub accounts: ID+name@users.noreply.github.com, the ID may be missing
    "copilot": "GitHub Copilot",  # a name GitHub keeps for itself
    "copilot-swe-agent[bot]": "GitHub Copilot",
    "claude[bot]": "Claude",
    "cursor[bot]": "Cursor",
    "codex[bot]": "Codex",
    "chatgpt-codex-connector[bot]": "Codex",
    "devin-ai-integration[bot]": "Devin",
    "google-labs-jules[bot]": "Jules",
    "gemini-code-assist[bot]": "Gemini",
    "gemini-cli[bot]": "Gemini",
    "amazon-q-developer[bot]": "Amazon Q",
    "factory-droid[bot]": "Droid",
    "kiro-agent": "Kiro",
    "openhands-agent": "OpenHands",
}
_ACCOUNT = re.compile(r"(?:[0-9]+\+)?(.+)@users\.noreply\.github\.com")

_TOOLS = (  # tool, how it is called where only a tool is meant
    ("Claude", r"claude (?:code|opus|sonnet|haiku|[0-9])|claude(?=$|:)"),
    ("GitHub Copilot", r"(?:github )?copilot\b"),
    ("Cursor", r"cursor(?: agent)?$|cursoragent"),
    ("Codex", r"(?:openai )?codex\b"),
    ("ChatGPT", r"chatgpt\b|gpt-[0-9]"),
    ("Devin", r"devin ai\b|devin-ai-integration"),
    ("Jules", r"google[ -]labs[ -]jules"),
    ("Gemini", r"gemini(?: cli| code assist|-cli|-code-assist|-[0-9]|$|:)"),
    ("Aider", r"aider(?: \(|$|:)"),
    ("Amp", r"amp(?:$|:)"),
    ("OpenHands", r"openhands\b"),
    ("opencode", r"opencode\b"),
    ("Windsurf", r"windsurf\b"),
    ("Amazon Q", r"amazon q\b|amazon-q-developer"),
    ("Kiro", r"kiro(?:$| agent|:)"),
    ("Junie", r"junie by jetbrains|junie(?=:)"),
    ("Replit Agent", r"replit (?:ai )?agent"),
)
_NAMES = tuple((tool, re.compile(rf"(?:{words})", re.IGNORECASE)) for tool, words in _TOOLS)
_HUMAN_TOO = {"Claude", "Amp", "Kiro", "Gemini", "Cursor"}  # alone, a name or a plain word
_WITH_AIDER = re.compile(r"\(aider\)\s*$", re.IGNORECASE)  # a person's name, marked by Aider

_ALWAYS = {
    "generated-by": "generated",
    "ai-generated-by": "generated",
    "ai-assisted-by": "assisted",
    "co-developed-by-ai": "assisted",
}
_SESSIONS = {
    "claude-session": "Claude",
    "copilot-session": "GitHub Copilot",
    "amp-thread-id": "Amp",
    "agent-logs-url": "GitHub Copilot",
}
_MODEL = re.compile(r"[\w.-]+:[\w./-]+")
_LINE = re.compile(
    r"^(?P<robot>[^\w\n]*🤖)?[^\w\n]*(?:generated|made|created) (?:with|by) "
    r"\[?(?P<tool>[\w .-]{2,40})",
    re.IGNORECASE | re.MULTILINE,
)


def agent_behind(email: str) -> str | None:
    """Return the tool's name where the address is a known AI agent's own, else None."""
    address = email.strip().lower()
    account = _ACCOUNT.fullmatch(address)
    return _ACCOUNTS.get(account[1]) if account else _ADDRESSES.get(address)


def tool_behind(signature: Signature) -> str | None:
    """Return the AI tool that a signature tells of, by its address or by its name."""
    if _WITH_AIDER.search(signature.name):
        return "Aider"
    own = agent_behind(signature.email)
    if own:
        return own
    tool = _named(signature.name)
    alone = signature.name.strip().lower() == (tool or "").lower()
    return None if alone and tool in _HUMAN_TOO else tool


def marked_by_trailer(key: str, value: str) -> tuple[str, str] | None:
    """Return degree and tool where a trailer tells of an AI tool, else None."""
    kind, text = key.strip().lower(), value.strip()
    if not text:
        return None
    if kind in _ALWAYS:
        return _ALWAYS[kind], text[:60]
    if kind in _SESSIONS:
        return "assisted", _SESSIONS[kind]
    if kind == "replit-commit-author" and text.lower() in {"agent", "assistant"}:
        return "generated", "Replit Agent"
    if kind in {"assisted-by", "made-with"} and (_named(text) or _MODEL.fullmatch(text)):
        return "assisted", text[:60]
    return None


def marked_by_line(body: str) -> str | None:
    """Return the tool of a “Generated with …” line; code generators of other kinds are none."""
    for line in _LINE.finditer(body):
        tool = line["tool"].strip()
        if line["robot"] or _named(tool):
            return tool
    return None


def _named(text: str) -> str | None:
    return next((tool for tool, words in _NAMES if words.match(text.strip())), None)

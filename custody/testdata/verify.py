#!/usr/bin/env python3
"""A second verifier of sealed packages, written from doc/package.md and doc/custody.md alone.

Usage: verify.py PACKAGE [--signer KEY] [--witness KEY]... [--succession FILE]...
       verify.py --records FILE

The second says which references of testdata/records.json are not those of their records.

It needs Python's standard library, and openssl for Ed25519. It says what is wrong, one line each, and at the end
"ok" or "not ok" with what vouches for the package; its exit status is 0 or 1. It does not read time stamps
(openssl ts does) and is not fast: it shows that the two pages are enough.
"""
import base64, hashlib, json, os, re, subprocess, sys, tempfile

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+@-]{0,127}")
HEX = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
ACTIONS = "kept derived viewed shared exported sealed verified erased noted rekeyed".split()
FIELDS = "n at clock do who door item size of tool ref files tag_manifests".split()
problems = []


def bad(what):
    problems.append(what)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- keys and signed notes (c2sp.org/signed-note) ---------------------------

def parse_key(text, kind=1):
    name, digits, data = text.split("+", 2)
    raw = base64.b64decode(data, validate=True)
    if raw[:1] != bytes([kind]) or len(raw) != 33 or sha256(name.encode(), b"\n", raw)[:4].hex() != digits:
        raise ValueError("not a key: " + text)
    if base64.b64encode(raw).decode() != data:
        raise ValueError("not canonical: " + text)
    return name, bytes.fromhex(digits), raw[1:]


def ed25519(public, message, signature):
    with tempfile.TemporaryDirectory() as d:
        for name, b in (("key", bytes.fromhex("302a300506032b6570032100") + public), ("msg", message), ("sig", signature)):
            with open(os.path.join(d, name), "wb") as f:
                f.write(b)
        cmd = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", d + "/key", "-rawin", "-in", d + "/msg", "-sigfile", d + "/sig"]
        return subprocess.run(cmd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def split_note(msg):
    """the text with its last line end, and (name, raw signature) of each line"""
    text, _, rest = msg.decode("utf-8").rpartition("\n\n")
    lines = rest.split("\n")
    if not text or lines.pop() != "":
        raise ValueError("not a note")
    sigs = []
    for line in lines:
        m = re.fullmatch("— ([^ +]+) ([A-Za-z0-9+/]+=*)", line)
        raw = base64.b64decode(m.group(2), validate=True)
        if base64.b64encode(raw).decode() != m.group(2):
            raise ValueError("signature is not canonical")
        sigs.append((m.group(1), raw))
    return (text + "\n").encode(), sigs


def signed_by(key, text, sig):
    name, digits, public = parse_key(key)
    return sig[0] == name and sig[1][:4] == digits and ed25519(public, text, sig[1][4:])


# --- the log ------------------------------------------------------------------

def canonical(e):
    """the one form of an entry"""
    return json.dumps({f: e[f] for f in FIELDS if f in e}, separators=(",", ":"), ensure_ascii=False).encode()


def check_entry(e):
    assert set(e) <= set(FIELDS) and all(f in e for f in ("n", "at", "do", "who"))
    assert all(e[f] not in ("", 0, []) for f in e if f != "n"), "an empty field is spelt out"
    assert TIME.fullmatch(e["at"]) and e["do"] in ACTIONS
    assert "clock" not in e or TIME.fullmatch(e["clock"]) and e["clock"] < e["at"]
    assert all(WORD.fullmatch(e[f]) for f in ("who", "door", "tool", "ref") if f in e)
    assert all(HEX.fullmatch(e[f]) for f in ("item", "of") if f in e)
    assert "size" not in e or "item" in e and e["size"] >= 0
    assert e["do"] not in ("kept", "derived") or "item" in e
    assert e["do"] != "derived" or "of" in e
    assert e["do"] != "rekeyed" or re.fullmatch("sha256:[0-9a-f]{64}", e.get("ref", ""))
    assert (e["do"] == "sealed") == ("files" in e) == ("tag_manifests" in e)
    for f in e.get("files", []):
        assert list(f) == ["path", "sha256"] and WORD.fullmatch(f["path"]) and HEX.fullmatch(f["sha256"])


def root_of(leaves):
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01", root_of(leaves[:k]), root_of(leaves[k:]))


def path_of(leaves, n):
    """RFC 6962, section 2.1.1"""
    if len(leaves) <= 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if n < k:
        return path_of(leaves[:k], n) + [root_of(leaves[k:])]
    return path_of(leaves[k:], n - k) + [root_of(leaves[:k])]


def tile_path(level, n, width):
    name = "%03d" % (n % 1000)
    while n >= 1000:
        n //= 1000
        name = "x%03d/%s" % (n % 1000, name)
    return "log/tile/%s/%s%s" % (level, name, "" if width == 256 else ".p/%d" % width)


def tiles_of(lines, leaves):
    """all tiles of https://c2sp.org/tlog-tiles, by path"""
    tiles = {}
    for i in range(0, len(lines), 256):
        some = lines[i:i + 256]
        tiles[tile_path("entries", i // 256, len(some))] = b"".join(len(x).to_bytes(2, "big") + x for x in some)
    level, hashes = 0, leaves
    while hashes:
        for i in range(0, len(hashes), 256):
            some = hashes[i:i + 256]
            tiles[tile_path(level, i // 256, len(some))] = b"".join(some)
        hashes = [root_of(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    return tiles


# --- the bag (RFC 8493) ---------------------------------------------------------

def decode(path):
    return re.sub("%(25|0[Aa]|0[Dd])", lambda m: chr(int(m.group(1), 16)), path)


class Package:
    def __init__(self, folder):
        self.folder, self.files, self.info = folder, [], {}
        for top, dirs, names in os.walk(folder):
            if not dirs and not names and os.path.relpath(top, folder) not in (".", "data"):
                bad("%s is a folder without a file" % os.path.relpath(top, folder))
            for n in names:
                p = os.path.relpath(os.path.join(top, n), folder)
                self.files.append(p)
                if os.path.islink(os.path.join(top, n)):
                    bad("%s is a link" % p)

    def read(self, name):
        if name not in self.files:
            bad("%s is missing" % name)
            return b""
        with open(os.path.join(self.folder, name), "rb") as f:
            return f.read()

    def check_bag(self):
        text = self.read("bagit.txt")
        if not re.fullmatch(rb"BagIt-Version: 1\.0\r?\nTag-File-Character-Encoding: UTF-8(\r?\n)?", text):
            return bad("bagit.txt")
        data = [p for p in self.files if p.startswith("data/")]
        if "bag-info.txt" in self.files:
            for line in self.read("bag-info.txt").decode().splitlines():
                label, _, value = line.partition(": ")
                self.info[label] = value
            oxum = "%d.%d" % (sum(len(self.read(p)) for p in data), len(data))
            if self.info.get("Payload-Oxum", oxum) != oxum:
                bad("Payload-Oxum is not " + oxum)
        manifests = [p for p in self.files if re.fullmatch(r"(tag)?manifest-[a-z0-9]+\.txt", p)]
        if not any(p.startswith("manifest-") for p in manifests):
            bad("no manifest")
        for m in manifests:
            listed = {}
            for line in self.read(m).decode().splitlines():
                digest, path = line.split(None, 1)
                path = decode(path)
                if path in listed or path.startswith("data/") == m.startswith("tag"):
                    bad("%s lists %s" % (m, path))
                listed[path] = digest.lower()
            algorithm = m.rpartition("-")[2][:-4]
            for path, digest in listed.items():
                if path not in self.files or hashlib.new(algorithm, self.read(path)).hexdigest() != digest:
                    bad("%s is not as in %s" % (path, m))
            if m.startswith("manifest-") and set(listed) != set(data):
                bad("%s does not list the payload" % m)

    def ours(self):
        return "Recourse-Package" in self.info or any(p.startswith("log/") for p in self.files) or "items.json" in self.files

    # --- what the log covers ----------------------------------------------------

    def check_seal(self, signer, witnesses, given):
        if self.info.get("Recourse-Package", "2") not in ("1", "2"):
            return bad("form " + self.info["Recourse-Package"])
        form = self.info.get("Recourse-Package", "2")
        key = self.read("log/signer.txt").decode().removesuffix("\n")
        name, _, public = parse_key(key)
        der = bytes.fromhex("302a300506032b6570032100") + public
        pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(der).decode()
        if self.read("log/signer.pem") != pem.encode() or self.read("log/signer.txt") != key.encode() + b"\n":
            bad("log/signer.pem")
        checkpoint = self.read("log/checkpoint")
        text, sigs = split_note(checkpoint)
        origin, size, root = text.decode().split("\n")[:3]
        if text.decode() != "%s\n%d\n%s\n" % (origin, int(size), root) or not signed_by(key, text, sigs[0]):
            bad("log/checkpoint is not signed by " + key)
        if not origin.startswith(name + "/") or not WORD.fullmatch(origin[len(name) + 1:]):
            bad("log/checkpoint has the origin " + origin)

        raw = self.read("log/entries.jsonl")
        lines = raw.split(b"\n")
        if lines.pop() != b"":
            bad("log/entries.jsonl does not end")
        entries = []
        for i, line in enumerate(lines):
            try:
                e = json.loads(line)
                check_entry(e)
                assert canonical(e) == line and len(line) < 65536 and e["n"] == i
                assert not entries or entries[-1]["at"] <= e["at"]
            except (AssertionError, ValueError, KeyError, TypeError) as why:
                return bad("entry %d: %s" % (i, why))
            entries.append(e)
        leaves = [sha256(b"\x00", line) for line in lines]
        if int(size) != len(leaves) or base64.b64decode(root) != root_of(leaves):
            return bad("the entries do not hash to the checkpoint")
        proof = "c2sp.org/tlog-proof@v1\nindex %d\n" % (len(leaves) - 1)
        proof += "".join(base64.b64encode(h).decode() + "\n" for h in path_of(leaves, len(leaves) - 1)) + "\n"
        if self.read("log/sealed.tlog-proof") != proof.encode() + checkpoint:
            bad("log/sealed.tlog-proof")
        tiles = tiles_of(lines, leaves) if form == "2" else {}
        for path, content in tiles.items():
            if self.read(path) != content:
                bad(path)
        sealed = entries[-1]
        if sealed["do"] != "sealed":
            return bad("the last entry does not seal")
        self.check_covered(sealed, set(tiles))
        self.check_items(entries)
        if self.info.get("Recourse-Sealed-At") not in (sealed["at"], sealed.get("clock")):
            bad("Recourse-Sealed-At")
        stamps = {p.split("/")[2].split(".")[0] for p in self.files if p.startswith("log/stamps/")}
        if form == "2" and (len(stamps) != int(self.info.get("Recourse-Time-Stamps", 0)) or len(sigs) - 1 != int(self.info.get("Recourse-Witnesses", 0))):
            bad("bag-info.txt names other witnesses and time stamps than are there")
        vouched = self.check_signer(signer, key, entries, given)
        return vouched + self.check_witnesses(text, sigs[1:], witnesses)

    def check_covered(self, sealed, tiles):
        covered = {f["path"]: f["sha256"] for f in sealed["files"]}
        for path, digest in covered.items():
            if hashlib.sha256(self.read(path)).hexdigest() != digest:
                bad("%s is not what the log covers" % path)
        for path in ("bagit.txt", "bag-info.txt", "items.json", "manifest-sha256.txt", "manifest-sha512.txt"):
            if path not in covered:
                bad("%s is not covered" % path)
        own = {"log/" + n for n in ("entries.jsonl", "checkpoint", "sealed.tlog-proof", "signer.txt", "signer.pem", "witnesses.txt")}
        rest = [p for p in self.files if not p.startswith("data/") and p not in sealed["tag_manifests"]]
        for p in rest:
            if p not in covered and p not in own and p not in tiles and not re.fullmatch(r"log/stamps/[1-8]\.(tsq|tsr|pem|crl\.pem|ocsp\.pem)", p):
                bad("%s was added" % p)
        for m in sealed["tag_manifests"]:
            algorithm = m.removeprefix("tagmanifest-").removesuffix(".txt")
            rows = ["%s  %s\n" % (hashlib.new(algorithm, self.read(p)).hexdigest(), p) for p in sorted(rest)]
            if self.read(m) != "".join(rows).encode():
                bad("%s is not the list of the tag files" % m)

    def check_items(self, entries):
        logged = {e["item"]: e.get("size", 0) for e in entries if e["do"] in ("kept", "derived")}
        listed = json.loads(self.read("items.json"))
        if sorted(i["path"] for i in listed) != sorted(p for p in self.files if p.startswith("data/")):
            bad("items.json does not list the payload")
        for i in listed:
            if hashlib.sha256(self.read(i["path"])).hexdigest() != i["sha256"] or logged.get(i["sha256"]) != i["size"]:
                bad("%s is not the item that was kept" % i["path"])

    def check_signer(self, expected, key, entries, given):
        own, sums = [], []
        while "log/keys/%d.note" % (len(own) + 1) in self.files:
            msg = self.read("log/keys/%d.note" % (len(own) + 1))
            own.append(parse_succession(msg))
            sums.append("sha256:" + hashlib.sha256(msg).hexdigest())
        for a, b in zip(own, own[1:] + [(key,)]):
            if a[1] != b[0]:
                bad("the statements of keys do not lead to the signer")
        named = [e["ref"] for e in entries if e["do"] == "rekeyed"]
        if len(set(named)) != len(named) or not set(named) <= set(sums):
            bad("an entry names a statement that is not there")
        for (_, _, at), ref in zip(own, sums):
            if entries[0]["at"] < at and ref not in named:
                bad("no entry names " + ref)
            if any(e.get("ref") == ref and e["at"] < at for e in entries):
                bad("an entry names a statement before its time")
        sealed_at = entries[-1]["at"]
        if own and sealed_at < own[-1][2]:
            bad("signed before the key began")
        after = {}
        for old, new, at in own + given:
            if after.setdefault(old, (new, at))[0] != new:
                bad("two keys follow " + old)
        if key in after and sealed_at > after[key][1]:
            bad("signed after the key had ended")
        if not expected:
            return []

        def leads(a, b):
            for _ in range(64):
                if a == b:
                    return True
                if a not in after:
                    return False
                a = after[a][0]
        if not leads(expected, key) and not leads(key, expected):
            bad("unknown signer " + key)
        return ["signer"]

    def check_witnesses(self, text, sigs, trusted):
        keys = self.read("log/witnesses.txt").decode().splitlines() if sigs or "log/witnesses.txt" in self.files else []
        if len(keys) != len(sigs) or len(set(keys)) != len(keys):
            bad("log/witnesses.txt")
            return []
        vouched = []
        for key, (name, raw) in zip(keys, sigs):
            known, digits, public = parse_key(key, kind=4)
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[4:12], "big") + text
            if name != known or raw[:4] != digits or not ed25519(public, message, raw[12:]):
                bad("the signature of witness " + name)
            elif key in trusted:
                vouched = ["witness"]
        return vouched


def parse_succession(msg):
    text, sigs = split_note(msg)
    title, old, new, at, end = text.decode().split("\n")
    if title != "recourse key succession v1" or end or old == new or parse_key(old)[0] != parse_key(new)[0] or not TIME.fullmatch(at):
        raise ValueError("statement of keys")
    if len(sigs) != 2 or not signed_by(old, text, sigs[0]) or not signed_by(new, text, sigs[1]):
        raise ValueError("statement of keys is not signed by both")
    return old, new, at


def record_ref(r):
    """What an entry kept or derived says in `ref` of the record of its item."""
    fields = [r[k].encode() for k in ("salt", "name", "kind", "origin", "media_type")]
    return "record:" + sha256(b"recourse record v1\n", *(len(f).to_bytes(8, "big") + f for f in fields)).hex()


def check_records(name):
    with open(name, "rb") as f:
        wrong = [r["ref"] for r in json.load(f) if r["ref"] != record_ref(r)]
    print("\n".join(wrong + ["not ok" if wrong else "ok"]))
    return 1 if wrong else 0


def main(args):
    if args[0] == "--records":
        return check_records(args[1])
    folder, signer, witnesses, given = args[0], "", [], []
    for flag, value in zip(args[1::2], args[2::2]):
        if flag == "--signer":
            signer = value
        elif flag == "--witness":
            witnesses.append(value)
        elif flag == "--succession":
            with open(value, "rb") as f:
                given.append(parse_succession(f.read()))
    p, vouched = Package(folder), []
    try:
        p.check_bag()
        if p.ours():
            vouched = p.check_seal(signer, witnesses, given) or []
        elif signer:
            bad("nothing is signed")
    except (ValueError, KeyError, AttributeError, IndexError) as why:
        bad("it cannot be read: %s" % why)
    for line in problems:
        print(line)
    print("not ok" if problems else " ".join(["ok"] + vouched))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

package custody

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"iter"
	"strings"

	"recourse"
)

// The commands of HOW-TO-VERIFY.txt. They need what every Debian has: coreutils,
// sed and openssl. The test runs them as they stand.
const (
	cmdFiles = "sha256sum --check --strict --quiet manifest-sha256.txt && echo FILES OK"
	// sha256sum writes odd names in a way of its own: with a backslash ahead of the line.
	cmdFilesOdd = `sed -e '/%0[AD]/{s/\\/\\\\/g;s/%0A/\\n/g;s/%0D/\\r/g;s/^/\\/}' -e 's/%25/%/g' manifest-sha256.txt | sha256sum --check --strict --quiet && echo FILES OK`
	cmdTags     = "sha256sum --check --strict --quiet tagmanifest-sha256.txt && echo TAGS OK"
	// Beside the items there are the files that the seal covers, and those of the log and
	// the tag manifests, each under its one name, which no line end may divide; and no link,
	// whose file lies elsewhere and can change afterwards.
	cmdExtra = `t=$(mktemp -d)
tail -n 1 log/entries.jsonl | tr '{' '\n' | sed -n 's/^"path":"\([^"]*\)","sha256":".*/.\/\1/p' > "$t/sealed"
! find . ! -type d ! -type f | grep . && ! find . ! -type d ! -path './data/*' -print0 | tr '\n\0' '\001\n' | grep -vxF -f "$t/sealed" | grep -vxE '\./(tagmanifest-sha(256|512)\.txt|log/(checkpoint|entries\.jsonl|sealed\.tlog-proof|signer\.(txt|pem)|witnesses\.txt|stamps/[1-8]\.(tsq|tsr|pem|crl\.pem|ocsp\.pem)|tile/(entries|[0-9]+)/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]+)?))' && test "$(find data ! -type d -print0 | tr -dc '\0' | wc -c)" -eq "$(wc -l < manifest-sha256.txt)" && echo COUNT OK`
	// The key is the one that the reader was told, and not what lies beside the log. The
	// twelve bytes are what stands ahead of an Ed25519 key in RFC 8410.
	cmdSig = `k='%s'
sed '/^$/q' log/checkpoint | sed '$d' > "$t/text"
sed -n 5p log/checkpoint | sed 's/.* //' | base64 -d | tail -c 64 > "$t/sig"
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; echo "$k" | cut -d + -f 3- | base64 -d | tail -c 32; } > "$t/key"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key" -rawin -in "$t/text" -sigfile "$t/sig"`
	cmdKeys = `for n in %[1]s; do
  f=log/keys/$n.note; sed -n 1,4p $f > "$t/text"
  for i in 2 3; do
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; sed -n ${i}p $f | cut -d + -f 3- | base64 -d | tail -c 32; } > "$t/key"
    sed -n $((i + 4))p $f | sed 's/.* //' | base64 -d | tail -c 64 > "$t/sig"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key" -rawin -in "$t/text" -sigfile "$t/sig"
  done
  sed -n 2,4p $f
done`
	cmdWitness = `sed -n %[2]dp log/checkpoint | sed 's/.* //' | base64 -d > "$t/cosig"
{ echo cosignature/v1; echo time $(tail -c 72 "$t/cosig" | head -c 8 | od -A n -t u8 --endian=big); sed -n 1,3p log/checkpoint; } > "$t/text"
{ printf '\060\052\060\005\006\003\053\145\160\003\041\000'; sed -n %[1]dp log/witnesses.txt | cut -d + -f 3- | base64 -d | tail -c 32; } > "$t/key"
tail -c 64 "$t/cosig" > "$t/sig"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$t/key" -rawin -in "$t/text" -sigfile "$t/sig"
date -u -d "@$(sed -n '2s/time //p' "$t/text")"; sed -n %[1]dp log/witnesses.txt`
	// The root of RFC 6962, level by level: a node without a neighbour goes up as it is.
	cmdRoot = `split -l 1 --filter='{ printf "\000"; tr -d "\n"; } | sha256sum' log/entries.jsonl | cut -c 1-64 | tr a-f A-F | basenc --base16 -d > "$t/level"
while n=$(wc -c < "$t/level") && test "$n" -gt 32; do
  head -c $((n - n % 64)) "$t/level" | split -b 64 --filter='{ printf "\001"; cat; } | sha256sum' | cut -c 1-64 | tr a-f A-F | basenc --base16 -d > "$t/above"
  tail -c $((n % 64)) "$t/level" >> "$t/above"; cat "$t/above" > "$t/level"
done
test "$(base64 < "$t/level")" = "$(sed -n 3p log/checkpoint)" && test "$(wc -l < log/entries.jsonl)" -eq "$(sed -n 2p log/checkpoint)" && echo LOG OK`
	cmdSeal = `tail -n 1 log/entries.jsonl | tr '{' '\n' | sed -n 's/^"path":"\([^"]*\)","sha256":"\([0-9a-f]*\)".*/\2  \1/p' | sha256sum --check --strict --quiet && echo SEAL OK`
	// The chain is judged at the time of the stamp: years later its certificates have ended.
	cmdStamp = `openssl ts -reply -in log/stamps/%[1]d.tsr -text
openssl ts -verify -data log/checkpoint -in log/stamps/%[1]d.tsr -CAfile log/stamps/%[1]d.pem -untrusted log/stamps/%[1]d.pem -attime $(date -d "$(openssl ts -reply -in log/stamps/%[1]d.tsr -text | sed -n 's/^Time stamp: //p')" +%%s)
sed -n 'H;/-BEGIN/h;${x;p}' log/stamps/%[1]d.pem | openssl x509 -noout -subject -fingerprint -sha256`
	// Each certificate but the root is looked up in the lists of its issuer. That the chain
	// held at the time of the stamp was shown above, and a list may be younger: times are
	// shown and not judged.
	cmdLists = `if test -s log/stamps/%[1]d.crl.pem; then
  u=$(mktemp -d); cat log/stamps/%[1]d.crl.pem > "$u/list"; cat log/stamps/%[1]d.pem > "$u/cert"
  while test -s "$u/list"; do
    openssl crl -in "$u/list" -noout -issuer -lastupdate -nextupdate
    sed '1,/-END/d' "$u/list" > "$u/rest"; cat "$u/rest" > "$u/list"
  done
  while test "$(sed -n '/-END/p' "$u/cert" | wc -l)" -gt 1; do
    openssl x509 -in "$u/cert" -noout -subject
    openssl verify -no_check_time -crl_check -CRLfile log/stamps/%[1]d.crl.pem -CAfile log/stamps/%[1]d.pem "$u/cert" || true
    sed '1,/-END/d' "$u/cert" > "$u/rest"; cat "$u/rest" > "$u/cert"
  done
fi`
	// openssl takes the first certificate of a file: the authority's own, and its issuer's once that is cut off.
	cmdAnswer = `if test -e log/stamps/%[1]d.ocsp.pem; then
  u=$(mktemp -d); sed '1,/-END/d' log/stamps/%[1]d.pem > "$u/issuer"
  sed '/-END/q' log/stamps/%[1]d.ocsp.pem | sed '/^-/d' | base64 -d > "$u/answer"
  openssl ocsp -respin "$u/answer" -issuer "$u/issuer" -cert log/stamps/%[1]d.pem -CAfile log/stamps/%[1]d.pem -attime $(date -d "$(openssl ts -reply -in log/stamps/%[1]d.tsr -text | sed -n 's/^Time stamp: //p')" +%%s)
fi`
	cmdTool = "recourse verify . --signer '%s'"
)

// howStep is one step of HOW-TO-VERIFY.txt: what it shows, and the command.
type howStep struct{ key, command string }

func (w *bagWriter) writePages(p Package) error {
	if err := w.write(howToFile, []byte(w.howTo(p))); err != nil {
		return err
	}
	return w.stream(indexFile, func(out io.Writer) error { return w.writeIndex(out, p) })
}

// howTo is HOW-TO-VERIFY.txt.
func (w *bagWriter) howTo(p Package) string {
	say := func(key string, args ...any) string { return p.Speaker.Say(recourse.P(key, args...)) }
	key := p.Signer.Key().String()
	var b strings.Builder
	para := func(s string) { b.WriteString(wrap(s, 78) + "\n\n") }
	para(strings.ToUpper(say("custody.howto.title")))
	para(say("custody.howto.intro"))
	sums := cmdFiles
	if w.odd > 0 {
		sums = cmdFilesOdd
	}
	steps := []howStep{
		{"custody.howto.files", sums},
		{"custody.howto.tags", cmdTags},
		{"custody.howto.count", cmdExtra},
		{"custody.howto.signature", fmt.Sprintf(cmdSig, key)},
		{"custody.howto.log", cmdRoot},
		{"custody.howto.seal", cmdSeal},
	}
	if n := len(p.Signer.past); n > 0 {
		steps = append(steps, howStep{"custody.howto.keys", fmt.Sprintf(cmdKeys, numbers(n))})
	}
	for n, witness := range p.Witnesses {
		if witness.Key().ed25519() {
			steps = append(steps, howStep{"custody.howto.witness", fmt.Sprintf(cmdWitness, n+1, n+6)})
		}
	}
	for n := range p.Stampers {
		steps = append(steps, howStep{"custody.howto.stamp", fmt.Sprintf(cmdStamp, n+1)},
			howStep{"custody.howto.lists", fmt.Sprintf(cmdLists, n+1)},
			howStep{"custody.howto.answer", fmt.Sprintf(cmdAnswer, n+1)})
	}
	steps = append(steps, howStep{"custody.howto.tool", fmt.Sprintf(cmdTool, key)})
	for i, s := range steps {
		para(fmt.Sprintf("%d. %s", i+1, say(s.key)))
		b.WriteString("    " + strings.ReplaceAll(s.command, "\n", "\n    ") + "\n\n")
	}
	if w.odd > 0 {
		para(say("custody.howto.names", "n", w.odd))
	}
	if w.otherwise {
		para(say("custody.howto.zip"))
	}
	para(say("custody.page.limits") + ":")
	for _, ph := range limits() {
		para("- " + p.Speaker.Say(ph))
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// numbers are those from 1 to n, as a shell goes through them.
func numbers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d ", i+1)
	}
	return strings.TrimSpace(b.String())
}

// changedByUnzip reports whether Info-ZIP's unzip may write a name in another way: it spells
// letters that the terminal's set lacks by their numbers, and drops control characters.
func changedByUnzip(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' })
}

// wrap breaks s into lines of at most width characters.
func wrap(s string, width int) string {
	var b strings.Builder
	col := 0
	for i, word := range strings.Fields(s) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case col+1+n > width:
			b.WriteByte('\n')
			col = 0
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return b.String()
}

// indexPage is index.html: no script, nothing from elsewhere, and no link to an
// item, since an item may be a page that the other side made.
const indexPage = `<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2126;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #d5dadf}
td.n{text-align:right;white-space:nowrap}code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}.scroll{overflow-x:auto}
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Intro}}</p>
<dl>{{range .Facts}}<dt>{{.Name}}</dt><dd><code>{{.Value}}</code></dd>{{end}}</dl>
<h2>{{.ItemsTitle}}</h2>
<div class="scroll"><table>
<thead><tr><th>{{.File}}</th><th>{{.Type}}</th><th>{{.Bytes}}</th><th>SHA-256</th></tr></thead>
<tbody>{{range .Items}}
<tr><td>{{visible .Path}}{{if .Made}}<br><small style="overflow-wrap:anywhere">{{.Made}}</small>{{end}}</td><td>{{visible .MediaType}}</td><td class="n">{{.Size}}</td><td><code>{{.SHA256}}</code></td></tr>{{end}}
</tbody></table></div>{{with call .Pictures}}
<p>{{.}}</p>{{end}}{{range .Notes}}
<p>{{.}}</p>{{end}}
<h2>{{.LimitsTitle}}</h2>
<ul>{{range .Limits}}<li>{{.}}</li>{{end}}</ul>
</body>
</html>
`

type namedValue struct{ Name, Value string }

// indexRow is an item as index.html shows it.
type indexRow struct {
	Path, MediaType, SHA256 string
	Size                    int64
	Made                    string // from what and by what, of one that was not handed in
}

// indexRows yields the rows of index.html; what ends it too early is in err, and whether
// there were pictures in pictured.
func indexRows(parts *parts, speaker Speaker, pictured *bool, err *error) iter.Seq[indexRow] {
	return func(yield func(indexRow) bool) {
		for it, why := range parts.all() {
			if why != nil {
				*err = why
				return
			}
			made := ""
			*pictured = *pictured || strings.HasPrefix(it.about.mediaType, "image/")
			if it.of != "" {
				made = speaker.Say(recourse.P("custody.page.made", "tool", recourse.Visible(it.about.tool), "of", it.of))
			}
			if !yield(indexRow{it.path, it.about.mediaType, it.digest(), it.size, made}) {
				return
			}
		}
	}
}

type indexData struct {
	Lang, Title, Intro, ItemsTitle, File, Type, Bytes, LimitsTitle string
	Facts                                                          []namedValue
	Items                                                          iter.Seq[indexRow]
	Limits, Notes                                                  []string
	// Pictures says what files of pictures hold beside what they show, where there are
	// any: that is known behind the last row.
	Pictures func() string
}

func (w *bagWriter) writeIndex(out io.Writer, p Package) error {
	say := func(key string, args ...any) string { return p.Speaker.Say(recourse.P(key, args...)) }
	t, err := template.New("index").Funcs(template.FuncMap{"visible": recourse.Visible}).Parse(indexPage)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	pictured := false
	d := indexData{
		Lang: p.Speaker.Lang(), Title: say("custody.page.title"), Intro: say("custody.page.intro"),
		ItemsTitle: say("custody.page.items", "n", w.parts.len()), File: say("custody.page.file"), Type: say("custody.page.type"),
		Bytes: say("custody.page.bytes"), LimitsTitle: say("custody.page.limits"), Items: indexRows(w.parts, p.Speaker, &pictured, &err),
		Facts: []namedValue{
			{say("custody.page.sealed-at"), stamp(p.Now)},
			{say("custody.page.log"), p.Signer.Key().Name() + "/" + p.LogID},
			{say("custody.page.signer"), p.Signer.Key().String()},
			{say("custody.page.size"), fmt.Sprint(w.bytes)},
		},
	}
	for _, ph := range p.Notes {
		d.Notes = append(d.Notes, p.Speaker.Say(ph))
	}
	for _, ph := range limits() {
		d.Limits = append(d.Limits, p.Speaker.Say(ph))
	}
	d.Pictures = func() string {
		if !pictured {
			return ""
		}
		return say("custody.page.pictures")
	}
	return errors.Join(t.Execute(out, d), err)
}

// limits are the sentences that are true of every package: what it does not prove.
func limits() []recourse.Phrase {
	return []recourse.Phrase{
		recourse.P("custody.not.content"),
		recourse.P("custody.not.time"),
		recourse.P("custody.not.newest"),
	}
}

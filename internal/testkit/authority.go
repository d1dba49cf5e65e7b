package testkit

import (
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const caConfig = `[ca]
default_ca=d
[d]
database=index.txt
crlnumber=crlnumber
serial=serial
default_md=sha256
new_certs_dir=.
certificate=root.pem
private_key=root.key
default_crl_days=30
default_days=30
policy=p
[p]
commonName=supplied
[req]
distinguished_name=dn
prompt=no
[dn]
CN=Root Primer
[v3_ca]
basicConstraints=critical,CA:true
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[tsa]
basicConstraints=critical,CA:false
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
REVOCATION
[tsa_config]
serial=tsaserial
signer_cert=tsa.pem
certs=root.pem
signer_key=tsa.key
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
ess_cert_id_alg=sha256
`

// Authority runs openssl as a time-stamp authority on loopback, with a list of
// what it revoked. Its policy is 1.2.3.4.1. The test is skipped where openssl is
// missing.
func Authority(t testing.TB) (address string, root *x509.Certificate) {
	t.Helper()
	address, root, _ = authority(t, "crlDistributionPoints=URI:ADDRESS/list.crl")
	return address, root
}

// AuthorityWithResponder is [Authority] with a responder (openssl ocsp) in place of a
// list; revoke revokes its certificate.
func AuthorityWithResponder(t testing.TB) (address string, root *x509.Certificate, revoke func()) {
	t.Helper()
	return authority(t, "authorityInfoAccess=OCSP;URI:ADDRESS/ocsp")
}

// authority runs an authority whose certificate says by the extension where its
// revocation is to be learnt.
func authority(t testing.TB, extension string) (address string, root *x509.Certificate, revoke func()) {
	t.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("openssl is missing: this test needs it")
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command("openssl", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, out)
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/list.crl" {
			http.ServeFile(w, r, filepath.Join(dir, "list.crl"))
			return
		}
		if r.URL.Path == "/ocsp" {
			respond(t, dir, run, w, r)
			return
		}
		query, err := io.ReadAll(r.Body)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "q"), query, 0o600)
		}
		if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
			http.Error(w, "no query", http.StatusBadRequest)
			return
		}
		run("ts", "-reply", "-config", "ca.cnf", "-section", "tsa_config", "-queryfile", "q", "-out", "r")
		w.Header().Set("Content-Type", "application/timestamp-reply")
		http.ServeFile(w, r, filepath.Join(dir, "r"))
	}))
	t.Cleanup(s.Close)
	for name, text := range map[string]string{
		"ca.cnf": strings.Replace(strings.Replace(caConfig, "REVOCATION", extension, 1), "ADDRESS", s.URL, 1), "index.txt": "", "crlnumber": "01\n", "serial": "1000\n", "tsaserial": "01\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "root.key")
	run("req", "-x509", "-new", "-key", "root.key", "-config", "ca.cnf", "-extensions", "v3_ca", "-days", "30", "-out", "root.pem")
	run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "tsa.key")
	run("req", "-new", "-key", "tsa.key", "-subj", "/CN=Stamps Primer", "-config", "ca.cnf", "-out", "tsa.csr")
	run("ca", "-batch", "-config", "ca.cnf", "-extensions", "tsa", "-in", "tsa.csr", "-out", "tsa.pem", "-notext")
	run("ca", "-config", "ca.cnf", "-gencrl", "-out", "list.pem")
	run("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.crl")
	b, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(b)
	if root, err = x509.ParseCertificate(block.Bytes); err != nil {
		t.Fatal(err)
	}
	return s.URL, root, func() { run("ca", "-config", "ca.cnf", "-revoke", "tsa.pem", "-crl_reason", "keyCompromise") }
}

// respond answers a question about revocation (RFC 6960) with openssl.
func respond(t testing.TB, dir string, run func(...string), w http.ResponseWriter, r *http.Request) {
	t.Helper()
	question, err := io.ReadAll(r.Body)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "oq"), question, 0o600)
	}
	if err != nil || r.Header.Get("Content-Type") != "application/ocsp-request" {
		http.Error(w, "no question", http.StatusBadRequest)
		return
	}
	run("ocsp", "-index", "index.txt", "-CA", "root.pem", "-rsigner", "root.pem", "-rkey", "root.key", "-reqin", "oq", "-respout", "or", "-ndays", "7")
	w.Header().Set("Content-Type", "application/ocsp-response")
	http.ServeFile(w, r, filepath.Join(dir, "or"))
}

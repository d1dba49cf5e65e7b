package custody

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"

	"golang.org/x/text/encoding/unicode"
)

const bag10 = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

func digestOf(a algorithm, text string) string {
	h := a.new()
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// foreign is a bag of somebody else's making: the given files, and a manifest of
// each algorithm for what is below data/.
func foreign(algs []algorithm, files map[string]string) memFolder {
	m := make(memFolder)
	for n, text := range files {
		m[n] = []byte(text)
	}
	if m[declarationFile] == nil {
		m[declarationFile] = []byte(bag10)
	}
	for _, a := range algs {
		var b strings.Builder
		for n, text := range files {
			if strings.HasPrefix(n, payloadDir) {
				fmt.Fprintf(&b, "%s %s\n", digestOf(a, text), manifestPath(n))
			}
		}
		m["manifest-"+string(a)+".txt"] = []byte(b.String())
	}
	return m
}

func TestForeignBags(t *testing.T) {
	hello := "hello\n"
	md5 := digestOf("md5", hello)
	sha := digestOf(sha256Alg, hello)
	one := map[string]string{"data/hello.txt": hello}
	with := func(extra map[string]string) memFolder {
		m := foreign([]algorithm{sha256Alg}, one)
		for n, text := range extra {
			m[n] = []byte(text)
		}
		return m
	}
	utf16 := func(s string) string {
		out, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(s)
		return out
	}
	tests := []struct {
		name string
		bag  memFolder
		want string // "" where the bag is valid, else a problem
	}{
		{"all algorithms of the RFC", foreign([]algorithm{"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}, one), ""},
		{"payload with folders and odd names", foreign([]algorithm{"sha512"}, map[string]string{
			"data/a b/c.txt": "1", "data/100%.txt": "2", "data/x\ny": "3", "data/č.txt": "4", "data/c\u030c.txt": "5", "data/ lead": "6",
		}), ""},
		{"checksum in upper case, tab, star and ./", with(map[string]string{"manifest-sha256.txt": strings.ToUpper(sha) + "\t*./data/hello.txt\r\n"}), ""},
		{"percent sign left alone, as old tools do", func() memFolder {
			m := foreign(nil, map[string]string{"data/a%20b": hello, "data/x%25y": hello})
			m["manifest-md5.txt"] = []byte(md5 + "  data/a%20b\n" + md5 + "  data/x%25y\n")
			return m
		}(), ""},
		{"version 0.97 with each file in one of two manifests", func() memFolder {
			m := foreign(nil, map[string]string{"data/a": hello, "data/b": hello, "bagit.txt": strings.Replace(bag10, "1.0", "0.97", 1)})
			m["manifest-md5.txt"] = []byte(md5 + " data/a\n")
			m["manifest-sha256.txt"] = []byte(sha + " data/b\n")
			return m
		}(), ""},
		{"version 0.94 with package-info.txt", func() memFolder {
			m := foreign([]algorithm{"md5"}, one)
			m["bagit.txt"] = []byte(strings.Replace(bag10, "1.0", "0.94", 1))
			m["package-info.txt"] = []byte("Payload-Oxum: 6.1\n")
			return m
		}(), ""},
		{"version 1.0 with each file in one of two manifests", func() memFolder {
			m := foreign(nil, map[string]string{"data/a": hello, "data/b": hello})
			m["manifest-md5.txt"] = []byte(md5 + " data/a\n")
			m["manifest-sha256.txt"] = []byte(sha + " data/b\n")
			return m
		}(), "bag-unlisted data/a"},
		{"UTF-16 tag files", with(map[string]string{
			"bagit.txt":           "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
			"manifest-sha256.txt": utf16(sha + "  data/hello.txt\n"),
		}), ""},
		{"ISO-8859-1 tag files", func() memFolder {
			m := foreign(nil, map[string]string{"data/ä.txt": hello, "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: ISO-8859-1\n"})
			m["manifest-sha256.txt"] = []byte(sha + "  data/\xe4.txt\n")
			return m
		}(), ""},
		{"a tag manifest and repeated metadata", with(map[string]string{
			"bag-info.txt":        "Contact-Name: A\nContact-Name: B\n  and more\nPayload-Oxum: 6.1\n",
			"tagmanifest-md5.txt": digestOf("md5", bag10) + "  bagit.txt\n",
		}), ""},
		{"fetch.txt whose file is here", with(map[string]string{"fetch.txt": "https://files.example/hello.txt 6 data/hello.txt\n"}), ""},

		{"no bagit.txt", memFolder{"data/a": nil}, "bag-none bagit.txt"},
		{"a space before the colon", with(map[string]string{"bagit.txt": "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"}), "bag-declaration bagit.txt"},
		{"a byte order mark in bagit.txt", with(map[string]string{"bagit.txt": "\ufeff" + bag10}), "bag-declaration bagit.txt"},
		{"a third line in bagit.txt", with(map[string]string{"bagit.txt": bag10 + "More: x\n"}), "bag-declaration bagit.txt"},
		{"a version to come", with(map[string]string{"bagit.txt": strings.Replace(bag10, "1.0", "2.0", 1)}), "bag-version bagit.txt"},
		{"an encoding that nobody knows", with(map[string]string{"bagit.txt": strings.Replace(bag10, "UTF-8", "UTF-99", 1)}), "bag-encoding bagit.txt"},
		{"a changed file", with(map[string]string{"data/hello.txt": "hallo\n"}), "bag-changed data/hello.txt"},
		{"a changed tag file", with(map[string]string{"tagmanifest-md5.txt": md5 + "  bagit.txt\n"}), "bag-changed bagit.txt"},
		{"a file too many", with(map[string]string{"data/more": ""}), "bag-unlisted data/more"},
		{"a file too few", with(map[string]string{"manifest-sha256.txt": sha + " data/hello.txt\n" + sha + " data/gone.txt\n"}), "bag-missing data/gone.txt"},
		{"a tag file too few", with(map[string]string{"tagmanifest-md5.txt": md5 + " gone.txt\n"}), "bag-missing gone.txt"},
		{"no manifest", memFolder{"bagit.txt": []byte(bag10), "data/a": nil}, "bag-no-manifest "},
		{"no payload folder", memFolder{"bagit.txt": []byte(bag10), "manifest-md5.txt": nil}, "bag-no-data data"},
		{"an algorithm that nobody knows", with(map[string]string{"manifest-crc32.txt": ""}), "bag-algorithm manifest-crc32.txt"},
		{"a checksum of another length", with(map[string]string{"manifest-sha256.txt": md5 + " data/hello.txt\n"}), "bag-line manifest-sha256.txt"},
		{"an empty line in a manifest", with(map[string]string{"manifest-sha256.txt": sha + " data/hello.txt\n\n"}), "bag-line manifest-sha256.txt"},
		{"a file listed twice", with(map[string]string{"manifest-sha256.txt": sha + " data/hello.txt\n" + sha + " data/hello.txt\n"}), "bag-twice manifest-sha256.txt"},
		{"a path that leads out", with(map[string]string{"manifest-sha256.txt": sha + " data/../../secret\n"}), "bag-escape manifest-sha256.txt"},
		{"an absolute path", with(map[string]string{"manifest-sha256.txt": sha + " /etc/passwd\n"}), "bag-escape manifest-sha256.txt"},
		{"a home folder", with(map[string]string{"manifest-sha256.txt": sha + " ~root/data\n"}), "bag-escape manifest-sha256.txt"},
		{"a Windows path", with(map[string]string{"manifest-sha256.txt": sha + ` C:\data` + "\n"}), "bag-escape manifest-sha256.txt"},
		{"a tag file in a payload manifest", with(map[string]string{"manifest-sha256.txt": sha + " bagit.txt\n"}), "bag-misplaced manifest-sha256.txt"},
		{"a payload file in a tag manifest", with(map[string]string{"tagmanifest-sha256.txt": sha + " data/hello.txt\n"}), "bag-misplaced tagmanifest-sha256.txt"},
		{"another number of bytes", with(map[string]string{"bag-info.txt": "Payload-Oxum: 7.1\n"}), "bag-oxum bag-info.txt"},
		{"another number of files", with(map[string]string{"bag-info.txt": "payload-oxum: 6.2\n"}), "bag-oxum bag-info.txt"},
		{"an oxum that is none", with(map[string]string{"bag-info.txt": "Payload-Oxum: six\n"}), "bag-oxum bag-info.txt"},
		{"two oxums", with(map[string]string{"bag-info.txt": "Payload-Oxum: 6.1\nPayload-Oxum: 6.1\n"}), "bag-oxum bag-info.txt"},
		{"metadata without a label", with(map[string]string{"bag-info.txt": "no label here\n"}), "bag-info bag-info.txt"},
		{"metadata with a space before the colon", with(map[string]string{"bag-info.txt": "Contact-Name : A\n"}), "bag-info bag-info.txt"},
		{"a file that is elsewhere", with(map[string]string{
			"manifest-sha256.txt": sha + " data/hello.txt\n" + sha + " data/far.bin\n", "fetch.txt": "https://files.example/far.bin - data/far.bin\n",
		}), "bag-not-fetched data/far.bin"},
		{"fetch.txt with a path that leads out", with(map[string]string{"fetch.txt": "https://files.example/x 6 ../x\n"}), "bag-escape fetch.txt"},
		{"fetch.txt with a line that is none", with(map[string]string{"fetch.txt": "https://files.example/x\n"}), "bag-line fetch.txt"},
		{"fetch.txt with a file that no manifest lists", with(map[string]string{"fetch.txt": "https://files.example/x 6 data/x\n"}), "bag-fetch-unlisted data/x"},
		{"signed by us, says bag-info, and nothing is signed", with(map[string]string{"bag-info.txt": "Recourse-Package: 1\n"}), "seal-missing log/checkpoint"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := verifyMem(t, tt.bag, VerifyOptions{})
			if tt.want == "" {
				if !r.OK || r.Kind != KindBagIt {
					t.Errorf("Verify: ok = %v, kind %s, problems %q; want a valid bag", r.OK, r.Kind, codes(r))
				}
				return
			}
			if tt.want == "seal-missing log/checkpoint" {
				tt.want = "seal-missing log/signer.txt"
			}
			if r.OK || !slices.Contains(codes(r), tt.want) {
				t.Errorf("Verify: ok = %v, problems %q, want %q among them", r.OK, codes(r), tt.want)
			}
		})
	}
}

// A bag of others proves of its files what its digests can, and of none nothing.
func TestForeignBagProvesWhatItsDigestsCan(t *testing.T) {
	files := map[string]string{"data/a": "x", "data/b": "y"}
	partly := foreign([]algorithm{"md5", sha256Alg}, files)
	partly[declarationFile] = []byte("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")
	partly["manifest-sha256.txt"] = []byte(digestOf(sha256Alg, "x") + "  data/a\n")
	for name, tt := range map[string]struct {
		bag    memFolder
		proves bool
		weak   int
	}{
		"SHA-256":                 {foreign([]algorithm{sha256Alg}, files), true, 0},
		"SHA-1 and SHA-512":       {foreign([]algorithm{"sha1", sha512Alg}, files), true, 0},
		"MD5":                     {foreign([]algorithm{"md5"}, files), false, 2},
		"MD5 and SHA-1":           {foreign([]algorithm{"md5", "sha1"}, files), false, 2},
		"SHA-256 of one and MD5":  {partly, false, 1},
		"a bag without any files": {foreign([]algorithm{sha256Alg}, nil), false, 0},
	} {
		if tt.bag["data/a"] == nil {
			tt.bag["manifest-sha256.txt"] = nil
		}
		r := verifyMem(t, tt.bag, VerifyOptions{})
		said := slices.ContainsFunc(r.DoesNotProve, func(p recourse.Phrase) bool {
			return p.Key == "custody.not.digest" && p.Args["n"] == tt.weak
		})
		if !r.OK && tt.bag["data/a"] != nil || says(r.Proves, "custody.proves.files") != tt.proves || said != (tt.weak > 0) {
			t.Errorf("%s: ok = %v, problems %q, proves %v, does not prove %v", name, r.OK, codes(r), r.Proves, r.DoesNotProve)
		}
	}
}

func TestForeignBagSaysThatNothingIsSigned(t *testing.T) {
	m := foreign([]algorithm{sha256Alg}, map[string]string{"data/a": "x"})
	r := verifyMem(t, m, VerifyOptions{})
	if !r.OK || !slices.ContainsFunc(r.DoesNotProve, func(p recourse.Phrase) bool { return p.Key == "custody.not.signed" }) {
		t.Errorf("Verify: ok = %v, does not prove %v", r.OK, r.DoesNotProve)
	}
	r = verifyMem(t, m, VerifyOptions{Signer: testSigner(t, 1).Key().String()})
	if r.OK || !slices.Contains(codes(r), "not-signed ") {
		t.Errorf("Verify with an expected signer: ok = %v, problems %q, want not-signed", r.OK, codes(r))
	}
}

func TestFilesThatCannotBeReadAreNeverOK(t *testing.T) {
	m := foreign([]algorithm{sha256Alg}, map[string]string{"data/a": "x"})
	f := m.fs()
	f["data/link"] = &fstest.MapFile{Data: []byte("a"), Mode: fs.ModeSymlink | 0o777}
	r, err := Verify(t.Context(), f, VerifyOptions{})
	if err != nil || r.OK || !slices.Contains(codes(r), "bag-not-a-file data/link") {
		t.Errorf("Verify with a link: ok = %v, problems %q, %v", r.OK, codes(r), err)
	}
	r, err = Verify(t.Context(), brokenFS{m.fs(), "data/a"}, VerifyOptions{})
	if err != nil || r.OK || !slices.Contains(codes(r), "bag-unreadable data/a") {
		t.Errorf("Verify with a file that cannot be read: ok = %v, problems %q, %v", r.OK, codes(r), err)
	}
	if _, err := Verify(t.Context(), fstest.MapFS{}, VerifyOptions{}); err != nil {
		t.Errorf("Verify of an empty folder: err = %v, want a report", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, m.fs(), VerifyOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify with a cancelled context: err = %v", err)
	}
}

// brokenFS cannot open one file.
type brokenFS struct {
	fstest.MapFS
	name string
}

func (b brokenFS) Open(name string) (fs.File, error) {
	if name == b.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return b.MapFS.Open(name)
}

// Files outside data/ that no tag manifest lists are named as what nothing checks.
func TestUncheckedTagFilesAreNamed(t *testing.T) {
	declaration := "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
	sum := func(s string) string {
		h := sha256.Sum256([]byte(s))
		return hex.EncodeToString(h[:])
	}
	bag := fstest.MapFS{
		"bagit.txt": {Data: []byte(declaration)}, "data/a": {Data: []byte("a")}, "extra.txt": {Data: []byte("x")}, "tags/t": {Data: []byte("t")},
		"manifest-sha256.txt":    {Data: []byte(sum("a") + "  data/a\n")},
		"tagmanifest-sha256.txt": {Data: []byte(sum(declaration) + "  bagit.txt\n")},
	}
	r, err := Verify(t.Context(), bag, VerifyOptions{})
	if err != nil || !r.OK {
		t.Fatalf("Verify = %+v, %v", r, err)
	}
	i := slices.IndexFunc(r.DoesNotProve, func(p recourse.Phrase) bool { return p.Key == "custody.not.tags" })
	if i < 0 || r.DoesNotProve[i].Args["n"] != 3 || r.DoesNotProve[i].Args["names"] != "extra.txt, manifest-sha256.txt, tags/t" {
		t.Errorf("does not prove: %+v", r.DoesNotProve)
	}
	bag["tagmanifest-sha256.txt"].Data = []byte(sum(declaration) + "  bagit.txt\n" + sum("x") + "  extra.txt\n" + sum("t") + "  tags/t\n" + sum(sum("a")+"  data/a\n") + "  manifest-sha256.txt\n")
	r, err = Verify(t.Context(), bag, VerifyOptions{})
	if err != nil || !r.OK || slices.ContainsFunc(r.DoesNotProve, func(p recourse.Phrase) bool { return p.Key == "custody.not.tags" }) {
		t.Errorf("where all are listed: %+v, %v", r.DoesNotProve, err)
	}
}

package custody

import (
	"bytes"
	"errors"
	"testing"

	"recourse"
)

func FuzzParseEntry(f *testing.F) {
	f.Add([]byte(`{"n":0,"at":"2026-11-22T19:05:07Z","do":"kept","who":"owner","item":"` + anyDigest + `","size":1}`))
	f.Add([]byte(`{"n":3,"at":"2026-11-22T19:05:07Z","clock":"2026-11-22T18:05:07Z","do":"sealed","who":"p1","files":[{"path":"a","sha256":"` + anyDigest + `"}],"tag_manifests":["tagmanifest-sha256.txt"]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseEntry(line)
		if err != nil {
			if !errors.Is(err, recourse.Invalid) {
				t.Errorf("err = %v, want kind invalid", err)
			}
			return
		}
		// What is read has one form only: that which was read.
		if again, err := e.Marshal(); err != nil || !bytes.Equal(again, line) {
			t.Errorf("%q is read and written as %q, %v", line, again, err)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	s := testSigner(f, 1)
	head, _, _ := testLog(f, 5)
	msg, err := SignCheckpoint(s, "case1", head)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(msg)
	f.Add([]byte("recourse.example/test/case1\n5\nAAAA\n\n— recourse.example/test AAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Nobody but the signer makes one that is accepted; lines of witnesses may follow.
		if c, err := ParseCheckpoint(b, s.Key()); err == nil && !bytes.HasPrefix(b, msg) {
			t.Errorf("accepted %+v from %q", c, b)
		}
	})
}

func FuzzParseSuccession(f *testing.F) {
	old, next := testSigner(f, 1), testSigner(f, 2)
	msg := succession(f, old, next, testNow)
	f.Add(msg)
	f.Add([]byte(successionTitle + "\nx\ny\n\n\n— a AAAAAAAA\n— a AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ParseSuccession(b); err == nil && s.Old.String() == old.Key().String() && !bytes.Equal(b, msg) {
			t.Errorf("accepted %+v from %q", s, b)
		}
	})
}

func FuzzAddCosignatures(f *testing.F) {
	s, w := testSigner(f, 1), newTestWitness("witness.example/a", 21)
	head, _, _ := testLog(f, 5)
	cp, err := SignCheckpoint(s, "case1", head)
	if err != nil {
		f.Fatal(err)
	}
	lines, err := w.Cosign(f.Context(), cp, nil)
	if err != nil {
		f.Fatal(err)
	}
	want, err := AddCosignatures(cp, lines, w.Key())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(lines)
	f.Add([]byte("— witness.example/a AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := AddCosignatures(cp, b, w.Key()); err == nil && !bytes.Equal(got, want) {
			t.Errorf("from %q comes %q", b, got)
		}
	})
}

func FuzzParseWitnessKey(f *testing.F) {
	f.Add(newTestWitness("witness.example/a", 21).vkey())
	f.Add("a+00000000+BA==")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseWitnessKey(s)
		if err != nil {
			return
		}
		if again, err := ParseWitnessKey(k.String()); err != nil || again.String() != k.String() {
			t.Errorf("%q is read as %q, %v", s, again, err)
		}
	})
}

// FuzzVerify replaces one file of a package by anything: nothing but the file
// itself passes, and nothing makes Verify fail or panic.
func FuzzVerify(f *testing.F) {
	m, _ := seal(f, testPackage(f))
	names := []string{
		declarationFile, infoFile, "manifest-sha256.txt", "tagmanifest-sha512.txt", itemsFile, entriesFile,
		checkpointFile, proofFile, signerFile, signerPEMFile, "data/chat.txt", fetchFile,
	}
	for i, n := range names {
		f.Add(byte(i), m[n])
		f.Add(byte(i), append([]byte("\xff\x00"), m[n]...))
	}
	f.Fuzz(func(t *testing.T, which byte, b []byte) {
		name := names[int(which)%len(names)]
		c := m.clone()
		c[name] = b
		r := verifyMem(t, c, VerifyOptions{})
		if _, was := m[name]; r.OK && !(was && bytes.Equal(b, m[name])) {
			t.Errorf("%s replaced by %q: Verify says ok", name, b)
		}
	})
}

// FuzzForeignBag reads manifests and tag files that anybody may have written.
func FuzzForeignBag(f *testing.F) {
	f.Add([]byte(bag10), []byte(digestOf(sha256Alg, "x")+"  data/a\n"), []byte("Payload-Oxum: 1.1\n"))
	f.Add([]byte("BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-16\r\n"), []byte("\xff\xfe"), []byte("a:b\n c"))
	f.Fuzz(func(t *testing.T, declaration, manifest, info []byte) {
		verifyMem(t, memFolder{"bagit.txt": declaration, "manifest-sha256.txt": manifest, "bag-info.txt": info, "data/a": []byte("x")}, VerifyOptions{})
	})
}

func FuzzVerifyZip(f *testing.F) {
	f.Add(sealZip(f, testPackage(f)))
	f.Add([]byte("PK\x05\x06"))
	want := sealZip(f, testPackage(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := VerifyZip(t.Context(), bytes.NewReader(b), int64(len(b)), VerifyOptions{})
		if err == nil && r.OK && r.Kind == KindRecourse && !bytes.Equal(b, want) && r.Log.Signer == testSigner(t, 1).Key().String() {
			t.Error("another zip passes as ours")
		}
	})
}

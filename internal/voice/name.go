package voice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"recourse"
	"recourse/intake"
)

var _ intake.ToolNamer = Program{}

// ToolName names the program by its file's name and, because no two say their version
// in the same way, the beginning of its file's SHA-256: "write-down/sha256:" and 16 hex
// digits. A model that the command names is not in it.
func (p Program) ToolName(ctx context.Context, _ intake.Maker) (string, error) {
	path, err := p.Find()
	if err != nil {
		return "", fmt.Errorf("name transcriber: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("name transcriber: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, recourse.UntilDone(ctx, f)); err != nil {
		return "", fmt.Errorf("name transcriber: %w", err)
	}
	return plain(p.Name()) + "/sha256:" + hex.EncodeToString(h.Sum(nil)[:8]), nil
}

// most is how many letters of a program's name are kept.
const most = 40

// plain is a name as a log takes it: of letters, digits and few signs, and begun by none.
func plain(name string) string {
	s := strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)) {
			return r
		}
		return '-'
	}, name)
	if s = strings.TrimLeft(s, "._-"); s == "" {
		return "transcriber"
	}
	return s[:min(len(s), most)]
}

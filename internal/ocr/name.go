package ocr

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
)

var (
	_ intake.ToolNamer = Reader{}
	_ intake.ToolNamer = (*Cached)(nil)
)

// ToolName names a program with its version, and tesseract with the languages that it
// reads here too: "tesseract/5.3.0+srp_latn+srp+eng".
func (r Reader) ToolName(ctx context.Context, m intake.Maker) (string, error) {
	switch m {
	case intake.ByPages:
		return toolVersion(ctx, "pdftotext", []string{"-v"}, pdfVersion)
	case intake.ByConverter:
		program := converters[0]
		if _, err := child.Find(program); err != nil {
			program = converters[1]
		}
		return toolVersion(ctx, program, nil, heifVersion)
	case intake.ByPictures:
		state, err := toolState(ctx)
		if err != nil {
			return "", err
		}
		return pictureTool(state)
	}
	return "", fmt.Errorf("no program here makes %q: %w", m, recourse.Unavailable)
}

// ToolName is [Reader.ToolName]. The words of pictures that it keeps are those of the
// program that it found when the first was read.
func (c *Cached) ToolName(ctx context.Context, m intake.Maker) (string, error) {
	if m == intake.ByPictures && c.ready(ctx) {
		return pictureTool(c.state)
	}
	return c.Reader.ToolName(ctx, m)
}

// How the programs say which version they are.
var (
	pdfVersion     = regexp.MustCompile(`pdftotext version ([0-9A-Za-z.-]{1,24})`)
	heifVersion    = regexp.MustCompile(`libheif version: ([0-9A-Za-z.-]{1,24})`)
	pictureVersion = regexp.MustCompile(`^tesseract v?([0-9A-Za-z.-]{1,24})`)
)

// pictureTool makes a name of what [toolState] says.
func pictureTool(state string) (string, error) {
	version, langs, _ := strings.Cut(state, "\n")
	m := pictureVersion.FindStringSubmatch(version)
	if m == nil {
		return "", fmt.Errorf("tesseract says of its version %.80q: %w", version, recourse.Invalid)
	}
	have := strings.Split(langs, "+")
	name := "tesseract/" + m[1]
	for _, l := range slices.Concat(languages, chinese[:1]) {
		if slices.Contains(have, l) {
			name += "+" + l
		}
	}
	return name, nil
}

// toolVersion asks a program. One that ends with an error has said it all the same.
func toolVersion(ctx context.Context, program string, args []string, form *regexp.Regexp) (string, error) {
	res, err := child.Run(ctx, child.Command{Program: program, Args: args, Limits: child.Limits{Time: 20 * time.Second}})
	said := string(res.Stdout) + string(res.Stderr)
	if m := form.FindStringSubmatch(said); m != nil {
		return program + "/" + m[1], nil
	}
	if err == nil {
		err = fmt.Errorf("it says %.80q: %w", said, recourse.Invalid)
	}
	return "", fmt.Errorf("ask %s for its version: %w", program, err)
}

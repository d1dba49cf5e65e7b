package intake

import (
	"io"
	"io/fs"
	"path"

	"recourse"
)

// Sources lists the files of fsys below root, in the order of their names. Links
// are not followed; what is no file and what cannot be listed is a problem.
// Their paths are prefix and the path in fsys.
func Sources(fsys fs.FS, root, prefix string) ([]Source, []recourse.Problem) {
	var all []Source
	var problems []recourse.Problem
	add := func(name, code, detail string) {
		problems = append(problems, recourse.Problem{Path: path.Join(prefix, name), Code: code, Detail: detail})
	}
	_ = fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			code, detail := openProblem(err)
			add(name, code, detail)
		case d.IsDir():
		case d.Type()&fs.ModeSymlink != 0:
			add(name, "link-not-followed", "")
		case !d.Type().IsRegular():
			add(name, "device-not-opened", d.Type().String())
		default:
			all = append(all, fileSource(fsys, name, prefix, d))
		}
		return nil
	})
	return all, problems
}

func fileSource(fsys fs.FS, name, prefix string, d fs.DirEntry) Source {
	size := int64(-1)
	if info, err := d.Info(); err == nil {
		size = info.Size()
	}
	return Source{Path: path.Join(prefix, name), Size: size, Open: func() (io.ReadCloser, error) { return fsys.Open(name) }}
}

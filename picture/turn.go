package picture

// Turned returns the picture turned clockwise by 90, 180 or 270 degrees. Its bytes stay
// what they are, and its regions are to be found anew.
func (p Picture) Turned(degrees int) Picture {
	how := map[int]int{90: 6, 180: 3, 270: 8}[degrees] // as EXIF's Orientation numbers it
	if how == 0 || p.Image == nil {
		return p
	}
	p.Image, p.Regions = turned(p.Image, how), nil
	if degrees != 180 {
		p.Width, p.Height = p.Height, p.Width
	}
	return p
}

// Turned returns where a box in a picture of that size lies when the picture is turned
// clockwise by 90, 180 or 270 degrees.
func (b Box) Turned(degrees, width, height int) Box {
	switch degrees {
	case 90:
		return Box{height - b.Y - b.Height, b.X, b.Height, b.Width}
	case 180:
		return Box{width - b.X - b.Width, height - b.Y - b.Height, b.Width, b.Height}
	case 270:
		return Box{b.Y, width - b.X - b.Width, b.Height, b.Width}
	}
	return b
}

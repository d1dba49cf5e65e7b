package intake

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// region is what a part of a saved chat's page holds.
type region uint8

const (
	regionNone    region = iota // as around it
	regionSkip                  // nothing of the chat
	regionTitle                 // the chat's name
	regionBox                   // a message
	regionSystem                // a message that nobody said
	regionName                  // the sender
	regionText                  // what was said
	regionDate                  // when
	regionForward               // what is passed on, with its author
	regionAuthor                // whose words are passed on
	regionReply                 // a pointer to the message that is answered
	regionMedia                 // a file, or what stands for one that was left out
)

// pageForm is how one kind of export writes a chat as a page.
type pageForm struct {
	is     []string // the page has one of these
	region func(t pageTag, around region) region
	latest bool // the newest message stands first
}

// pageTag is an element's beginning.
type pageTag struct {
	name  atom.Atom
	class []string
	attr  map[string]string
}

func (t pageTag) has(classes ...string) bool {
	return slices.ContainsFunc(classes, func(c string) bool { return slices.Contains(t.class, c) })
}

// pageForms are the forms that are known. The classes are those of the exports.
func pageForms() []pageForm {
	return []pageForm{
		{is: []string{`class="message default`, `class="message service`}, region: telegramRegion},
		{is: []string{"uiBoxWhite noborder", "_a6-g"}, region: metaRegion, latest: true},
		{is: []string{`class="msg chat-`, `class="msg media `, `class="nt-box"`}, region: wechatRegion},
	}
}

// telegramRegion knows messages.html of Telegram Desktop.
func telegramRegion(t pageTag, around region) region {
	switch {
	case t.has("userpic_wrap", "reactions", "bot_buttons_table", "initials") || t.has("pagination"):
		return regionSkip
	case t.has("message") && t.has("service"):
		return regionSystem
	case t.has("message"):
		return regionBox
	case t.has("page_header"):
		return regionTitle
	case t.has("forwarded"):
		return regionForward
	case t.has("from_name") && around == regionForward:
		return regionAuthor
	case t.has("from_name"):
		return regionName
	case t.has("date") && around != regionAuthor:
		return regionDate
	case t.has("date"):
		return regionSkip
	case t.has("reply_to"):
		return regionReply
	case t.has("media_wrap"):
		return regionMedia
	case t.has("text") && around != regionTitle:
		return regionText
	}
	return regionNone
}

// metaRegion knows message_1.html of the downloads of Facebook, Messenger and
// Instagram, of two generations.
func metaRegion(t pageTag, around region) region {
	switch {
	case t.name == atom.Title:
		return regionTitle
	case t.name == atom.Ul && around == regionText:
		return regionSkip // reactions
	case t.has("_a6-g") || t.has("uiBoxWhite") && t.has("noborder"):
		return regionBox
	case t.has("_a6-h", "_2lek"):
		return regionName
	case t.has("_a6-p", "_2let"):
		return regionText
	case t.has("_a6-o", "_a72d", "_2lem"):
		return regionDate
	}
	return regionNone
}

// wechatRegion knows the pages of WechatExporter.
func wechatRegion(t pageTag, _ region) region {
	switch {
	case t.name == atom.Title:
		return regionTitle
	case t.has("avatar-box"):
		return regionSkip
	case t.has("msg") && t.has("chat-notice", "system", "notice"):
		return regionSystem
	case t.has("msg") && !t.has("content-box"):
		return regionBox
	case t.has("dspname", "name-left", "name-right"):
		return regionName
	case t.has("nt-box"):
		return regionDate
	case t.has("content-box"):
		return regionText
	}
	return regionNone
}

package web

import (
	"encoding/json"
	"testing/fstest"
)

// sampleWords are what the engines would say about the sample cases.
var sampleWords = func() fstest.MapFS {
	english := map[string]string{
		"sample.pattern": "paid-task job in the name of a shop", "sample.stage": "Final commission", "sample.stage.about": "They ask for one last payment.",
		"sample.next.1": "tax or unfreezing fee", "sample.next.2": "someone offers to recover the money",
		"sample.reason.1": "You must pay to get paid", "sample.why.1": "Honest employers take their fee out of what they owe you.",
		"sample.reason.2": "A rush with a short clock", "sample.why.2": "Thirty minutes leave no time to ask.",
		"sample.reason.3": "A private person’s account", "sample.why.3": "The money would go to a person, not to the company.",
		"sample.say": "“Please try to recall these payments.”", "sample.change": "A written contract from a company that you can phone.", "sample.ask": "Who asked you to pay outside?",
		"sample.step.1": "Send nothing more", "sample.step.2": "Ask your bank to recall the payments", "sample.step.3": "Report it to the police", "sample.step.4": "Save the chat",
		"sample.who": "Your own bank", "sample.derivation": "One day after today.", "sample.need": "The payment slip", "sample.never": "Do not pay a release fee.", "sample.hold": "Keep the packaging.",
		"problem.sample": "The picture’s text was not read.",
	}
	serbian := map[string]string{
		"sample.pattern": "posao sa zadacima u ime prodavnice", "sample.stage": "Završna provizija", "sample.stage.about": "Traže još jednu, poslednju uplatu.",
		"sample.next.1": "porez ili odmrzavanje", "sample.next.2": "neko nudi da vrati novac",
		"sample.reason.1": "Morate da platite da biste bili plaćeni", "sample.why.1": "Pošten poslodavac proviziju odbija od onoga što Vam duguje.",
		"sample.reason.2": "Žurba i kratak rok", "sample.why.2": "Trideset minuta ne ostavlja vreme da pitate.",
		"sample.reason.3": "Račun fizičkog lica", "sample.why.3": "Novac bi otišao osobi, a ne firmi.",
		"sample.say": "„Molim vas da pokušate opoziv ovih plaćanja.“", "sample.change": "Pisani ugovor firme koju možete da pozovete.", "sample.ask": "Ko je tražio da platite mimo platforme?",
		"sample.step.1": "Ne šaljite više ništa", "sample.step.2": "Tražite od banke opoziv plaćanja", "sample.step.3": "Prijavite policiji", "sample.step.4": "Sačuvajte prepisku",
		"sample.who": "Vaša banka", "sample.derivation": "Jedan dan od danas.", "sample.need": "Uplatnica", "sample.never": "Ne plaćajte naknadu za oslobađanje.", "sample.hold": "Sačuvajte ambalažu.",
		"problem.sample": "Tekst sa slike nije pročitan.",
	}
	fsys := fstest.MapFS{}
	for tag, words := range map[string]map[string]string{"en": english, "sr-Latn": serbian} {
		b, err := json.Marshal(words)
		if err != nil {
			panic(err) // a map of strings always marshals
		}
		fsys["locales/"+tag+".sample.json"] = &fstest.MapFile{Data: b}
	}
	return fsys
}()

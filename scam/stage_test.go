package scam_test

import (
	"testing"

	"recourse/scam"
)

// stages are single messages of paid-task jobs, each with the stage that it belongs to
// by itself. One of somebody who offers to recover the money may be of the pattern for that.
var stages = []struct{ stage, text string }{
	{"offer", "We are hiring remote staff. Rate hotels from your phone and earn £90 a day, no experience needed."},
	{"offer", "Hello dear, part-time job: you help merchants boost product ratings and get paid 70 EUR per day."},
	{"offer", "Tražimo ljude za rad od kuće, lajkujete video snimke i zarađujete 4.000 dinara dnevno, bez ulaganja."},
	{"offer", "Dobar dan, našla sam Vaš broj na sajtu za posao. Nudimo lak posao preko telefona, optimizujete narudžbine prodavaca za proviziju."},
	{"offer", "Добар дан, тражимо сараднике за рад од куће, оцењујете хотеле и зарађујете 5.000 динара дневно."},
	{"first-win", "Let's do the training task together on the platform, then click withdraw and see your first commission arrive."},
	{"first-win", "Register with invitation code Q7R2, finish the trial order and your first payout of £40 will be sent right away."},
	{"first-win", "Uradite probni zadatak sa mentorom, pa zatražite isplatu i videćete da novac odmah stiže."},
	{"first-win", "Prva provizija od 1.200 dinara za zadatke Vam je poslata na račun, proverite."},
	{"first-win", "Урадите пробни задатак са ментором и прва провизија Вам стиже одмах на рачун."},
	{"first-deposit", "To start the paid tasks, deposit £50 into your working account. It comes back with your commission."},
	{"first-deposit", "Please top up £120 to your platform balance so the next tasks open."},
	{"first-deposit", "Da biste otvorili radni nalog za zadatke uplatite 6.000 dinara, depozit se vraća zajedno sa provizijom."},
	{"first-deposit", "Za aktivaciju naloga uplatite 5.000 RSD, posle toga dobijate zadatke."},
	{"first-deposit", "За активацију радног налога уплатите 6.000 динара."},
	{"vip-levels", "Congratulations, you received a lucky combo order. Your balance is negative, top up £600 to continue."},
	{"vip-levels", "Upgrade to VIP2 for 300 USDT, the tasks there pay double commission."},
	{"vip-levels", "Dobili ste kombinovani zadatak, stanje na nalogu je u minusu, dopunite 23.000 dinara da nastavite."},
	{"vip-levels", "Paket VIP 3 košta 61.000 dinara i tek tada se otključavaju zadaci sa većom provizijom."},
	{"vip-levels", "Добили сте комбо наруџбину, допуните налог са 30.000 динара да завршите сет задатака."},
	{"vip-levels", "Uplatite 23.000 dinara da otključate VIP 2 zadatke."},
	{"vip-levels", "Deposit 300 USDT to unlock VIP3 tasks and the double commission."},
	{"withdrawal-fee", "To withdraw your earnings you must first pay a withdrawal fee of £380."},
	{"withdrawal-fee", "Your withdrawal is being held. Pay the final commission of 1,500 USDT and the money is released today."},
	{"withdrawal-fee", "The system has blocked your withdrawal, please pay £500 to verify your bank card and then you get everything."},
	{"withdrawal-fee", "Da biste podigli zaradu morate prvo da uplatite proviziju od 48.500 dinara."},
	{"withdrawal-fee", "Isplata je odbijena, uplatite još 40.000 dinara za verifikaciju kartice pa stiže sve."},
	{"withdrawal-fee", "Да бисте подигли новац уплатите завршну провизију 150.000 динара."},
	{"withdrawal-fee", "Вашу исплату је систем зауставио, потребно је да уплатите 20.000 динара за проверу рачуна."},
	{"withdrawal-fee", "Your payout is pending, send 0.02 BTC as a release fee and it arrives in 10 minutes."},
	{"unfreeze", "Your account is frozen, deposit a further £750 to unfreeze"},
	{"unfreeze", "Your account has been frozen because of a mistake in the task. Please pay £750 more."},
	{"unfreeze", "Funds are locked by the risk department, you need to deposit 2,000 USDT to unlock your account."},
	{"unfreeze", "Your credit score fell to 80, recharge 900 USDT to restore it before you withdraw."},
	{"unfreeze", "Pay the 20% tax of £1,140 first, then the funds are released to your bank."},
	{"unfreeze", "Nalog je zamrznut, uplatite još 75.000 dinara"},
	{"unfreeze", "Nalog Vam je blokiran zbog greške u zadatku, potrebno je da uplatite još 75.000 dinara da bi se odblokirao."},
	{"unfreeze", "Sredstva su zaključana, za otključavanje je potreban depozit od 90.000 dinara."},
	{"unfreeze", "Pre isplate morate da izmirite porez od 30.000 dinara, inače nalog ostaje zamrznut."},
	{"unfreeze", "Рачун је замрзнут, уплатите још 75.000 динара"},
	{"unfreeze", "Налог Вам је закључан, уплатите 40.000 динара да се откључа."},
	{"unfreeze", "Vaš novac na platformi je zaključan jer ste pogrešno uneli narudžbinu, da bi se otključao uplatite 50.000 dinara."},
	{"unfreeze", "Dear, funds in your wallet are frozen by the system for 24h, an additional £900 must be paid and then everything is released."},
	{"unfreeze", "Sorry, you typed the wrong account number so the platform froze the £2,300. Top up 50% to unfreeze the wallet."},
	{"unfreeze", "Грешка у броју рачуна, систем је замрзнуо средства. За одмрзавање уплатите 50.000 динара."},
	{"recovery", "We can recover the money you lost on the task platform to your mentor, our fee is only £200."},
	{"recovery", "Pomažemo Vam da vratite novac sa platforme za zadatke i od mentora, uz naknadu od 20.000 dinara unapred."},
	{"recovery", "Можемо да вратимо новац са платформе за задатке, потребна је само накнада од 15.000 динара."},
}

func TestASingleMessageShowsItsOwnStage(t *testing.T) {
	for _, tt := range stages {
		v := shipped(t).Check(scam.Document{Text: tt.text})
		switch {
		case v.Pattern != nil && tt.stage == "recovery" && v.Pattern.ID == "recovery-scam":
		case v.Pattern == nil || v.Pattern.ID != "task-job" || v.Stage == nil || v.Stage.ID != tt.stage:
			t.Errorf("Check(%q) = %s, want task-job/%s", tt.text, v.Brief(), tt.stage)
		}
	}
}

func TestLockedAccountsOfHonestServicesAskForNoFee(t *testing.T) {
	for _, text := range []string{
		"Your account is locked after three wrong passwords. Visit a branch to unlock it; there is no fee.",
		"Your subscription is paused because the card was declined. Pay £9.99 to unlock your account again in the app settings.",
		"The payout was declined by your bank because the IBAN was wrong. Please check it, we send it again tomorrow. Fee £0.",
		"Isplata plate je odbijena zbog pogrešnog računa, pošaljite ispravan broj računa do 5. u mesecu.",
	} {
		if v := shipped(t).Check(scam.Document{Text: text}); v.Verdict != scam.NoSigns {
			t.Errorf("Check(%q) = %s, want no signs", text, v.Brief())
		}
	}
}

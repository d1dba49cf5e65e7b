package main

import (
	"fmt"
	"math"

	"recourse"
	"recourse/internal/app"
	"recourse/ladder"
	"recourse/locale"
	"recourse/money"
)

type ladderCmd struct {
	Amounts  []string `arg:"" name:"amount" help:"Amounts as people write them, oldest first: 6000 23.000 61328."`
	Currency string   `help:"Currency of amounts that name none." default:"RSD" placeholder:"CODE"`
	Asked    string   `help:"What is asked for now." placeholder:"AMOUNT"`
}

// Help is the long help.
func (ladderCmd) Help() string {
	return "Example: recourse ladder 6000 23000 61328 --asked 150638 --currency RSD"
}

// Run prints the ladder.
func (c ladderCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	var paid []money.Amount
	for _, s := range c.Amounts {
		a, err := money.Parse(s, money.Currency(c.Currency))
		if err != nil {
			return err
		}
		paid = append(paid, a)
	}
	var asked money.Amount
	if c.Asked != "" {
		if asked, err = money.Parse(c.Asked, money.Currency(c.Currency)); err != nil {
			return err
		}
	}
	l, err := ladder.Build(paid, asked)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(app.LadderJSON(p, l))
	}
	return printLadder(env, p, l)
}

func printLadder(env *environment, p *locale.Printer, l ladder.Ladder) error {
	for i, minor := range l.Paid {
		step := ""
		if i > 0 && i-1 < len(l.Ratios) {
			step = fmt.Sprintf("   ×%.2f", l.Ratios[i-1])
		}
		env.printf("%16s%s\n", p.Amount(money.Amount{Minor: minor, Currency: l.Currency}), step)
	}
	if l.Asked != 0 {
		env.printf("%16s   %s\n", p.Amount(money.Amount{Minor: l.Asked, Currency: l.Currency}), p.T("cli.ladder.asked"))
	}
	env.printf("%16s   %s\n\n", p.Amount(l.Total()), p.T("cli.ladder.total"))
	env.printf("%s\n", p.Say(recourse.P("cli.ladder.range",
		"low", money.Amount{Minor: l.Next.Low, Currency: l.Currency}, "high", money.Amount{Minor: l.Next.High, Currency: l.Currency},
		"percent", int(math.Round(l.Next.Covers*100)))))
	env.printf("%s\n%s\n", p.Say(l.Next.Because), p.T("cli.ladder.no_last"))
	return nil
}

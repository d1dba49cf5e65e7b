package intake

import (
	"fmt"
	"io/fs"
	"strings"

	"recourse"
	"recourse/money"
	"recourse/rule"
)

// moneyFile says which currency accounts in a country are kept in.
type moneyFile struct {
	ID         string              `yaml:"id"`
	Name       string              `yaml:"name"`
	Source     rule.Source         `yaml:"source"`
	Currencies map[string][]string `yaml:"currencies"` // code -> countries
	Match      map[string]string   `yaml:"match"`      // country -> code
	Miss       []string            `yaml:"miss"`       // countries that are left open
}

// loadMoney reads and proves statements/money/*.yaml.
func loadMoney(fsys fs.FS) (map[string]money.Currency, error) {
	all := make(map[string]money.Currency)
	err := eachKnown(fsys, "statements/money/*.yaml", func(id string, file moneyFile) error {
		if file.ID != id {
			return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
		}
		if err := file.Source.Check(); err != nil {
			return err
		}
		for code, countries := range file.Currencies {
			if len(code) != 3 || code != strings.ToUpper(code) || !areCountries(countries) {
				return fmt.Errorf("currency %q of %q: a code has three capital letters, a country two: %w", code, countries, recourse.Invalid)
			}
			for _, c := range countries {
				if was, twice := all[c]; twice {
					return fmt.Errorf("country %s has %s and %s: %w", c, was, code, recourse.Invalid)
				}
				all[c] = money.Currency(code)
			}
		}
		return file.prove(all)
	})
	return all, err
}

// prove runs the examples that the file carries.
func (file moneyFile) prove(all map[string]money.Currency) error {
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a country each: %w", recourse.Invalid)
	}
	for country, want := range file.Match {
		if got := all[country]; string(got) != want {
			return fmt.Errorf("match %q gives %q, not %q: %w", country, got, want, recourse.Invalid)
		}
	}
	for _, country := range file.Miss {
		if got, known := all[country]; known {
			return fmt.Errorf("miss %q gives %q: %w", country, got, recourse.Invalid)
		}
	}
	return nil
}

func areCountries(list []string) bool {
	for _, c := range list {
		if len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z' {
			return false
		}
	}
	return true
}

// Money returns the currency in which accounts in a country are kept, or "" where
// that is not known. The country is an ISO 3166-1 alpha-2 code.
func (s *Statements) Money(country string) money.Currency {
	if s == nil {
		return ""
	}
	return s.money[strings.ToUpper(country)]
}

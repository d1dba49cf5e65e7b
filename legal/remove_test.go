package legal

import (
	"slices"
	"testing"

	"recourse/deadline"
	"recourse/knowledge"
	"recourse/rule"
)

func shipped(t testing.TB) *Book {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fails reports whether one of the cases fails, else any.
func (b *Book) fails(cases []proofCase) bool {
	for i := range cases {
		if b.proveCase(&cases[i]) != nil {
			return true
		}
	}
	return b.prove() != nil
}

// without calls then with the list without each of its entries in turn.
func without[T any](list *[]T, then func(left T)) {
	all := *list
	for i, one := range all {
		*list = slices.Delete(slices.Clone(all), i, i+1)
		then(one)
	}
	*list = all
}

func TestEveryRuleHasACaseThatMissesIt(t *testing.T) {
	b := shipped(t)
	without(&b.claims, func(c *claimFile) {
		if !b.fails(c.Cases) {
			t.Errorf("%s: no case fails without the claim", c.path)
		}
	})
	for _, c := range b.claims {
		without(&c.Apart, func(a apart) {
			if !b.fails(c.Cases) {
				t.Errorf("%s: no case fails without apart %s", c.path, a.ID)
			}
		})
		without(&c.Clocks, func(k clockRule) {
			if !b.fails(c.Cases) {
				t.Errorf("%s: no case fails without clock %s", c.path, k.ID)
			}
		})
		without(&c.Elements, func(e elementRule) {
			if !b.fails(c.Cases) {
				t.Errorf("%s: no case fails without element %s", c.path, e.ID)
			}
		})
		for i := range c.Elements {
			e := &c.Elements[i]
			if old := e.Disputed; old != nil {
				e.Disputed = nil
				if !b.fails(c.Cases) {
					t.Errorf("%s: no case fails when %s is never disputed", c.path, e.ID)
				}
				e.Disputed = old
			}
			old := e.Met
			e.Met = rule.Cond{}
			if !b.fails(c.Cases) {
				t.Errorf("%s: no case fails when %s is always met", c.path, e.ID)
			}
			e.Met = old
			for _, list := range []*[]guarded{&e.Fill, &e.Against} {
				without(list, func(g guarded) {
					if !b.fails(c.Cases) {
						t.Errorf("%s: no case fails when %s does not say %s", c.path, e.ID, g.ID)
					}
				})
			}
		}
	}
}

func TestEveryForumHasACaseThatMissesIt(t *testing.T) {
	b := shipped(t)
	without(&b.forums, func(f *forumFile) {
		if !b.fails(f.Cases) {
			t.Errorf("%s: no case fails without the forum", f.path)
		}
	})
	for _, f := range b.forums {
		without(&f.Fit, func(fit fitRule) {
			if !b.fails(f.Cases) {
				t.Errorf("%s: no case fails without fit %s", f.path, fit.Is)
			}
		})
		for _, list := range []*[]guarded{&f.Enforce, &f.Because, &f.Against} {
			if len(*list) == 1 && list == &f.Enforce {
				continue // a forum has always one
			}
			without(list, func(g guarded) {
				if !b.fails(f.Cases) {
					t.Errorf("%s: no case fails when %s is not said", f.path, g.ID)
				}
			})
		}
	}
	without(&b.counsel.Rules, func(r counselRule) {
		if !b.fails(b.counsel.Cases) {
			t.Errorf("%s: no case fails without rule %s", counselName, r.ID)
		}
	})
}

func TestEveryExpressionHasATextThatMissesIt(t *testing.T) {
	b := shipped(t)
	for _, f := range slices.Concat(b.finders, b.promise) {
		for i := range f.Clauses {
			r := &f.Clauses[i]
			all, texts := r.expressions, r.Expressions
			for j := range all {
				r.expressions = slices.Delete(slices.Clone(all), j, j+1)
				if f.prove() == nil {
					t.Errorf("%s: clause %s: no text fails without %s", f.path, r.ID, texts[j])
				}
			}
			r.expressions = all
			all, texts = r.except, r.Except
			for j := range all {
				r.except = slices.Delete(slices.Clone(all), j, j+1)
				if f.prove() == nil {
					t.Errorf("%s: clause %s: no text fails without except %s", f.path, r.ID, texts[j])
				}
			}
			r.except = all
		}
	}
}

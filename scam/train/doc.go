// Package train makes the weights of package model from labelled texts, and says
// how good they are.
//
// Call [Train] with examples; it returns the model and its [Card]. [Measure]
// gives the figures of scores that are known already. Training is
// deterministic: the same examples in the same order give the same bytes.
//
// The weights are an L2-regularised logistic regression. Every figure of the
// card is out of fold: each text was scored by a model that had learnt from none of
// its cluster. The same scores fit the stack that makes one calibrated
// probability of the model and the rules.
package train

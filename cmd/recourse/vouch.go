package main

import (
	"encoding/asn1"
	"fmt"
	"strconv"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/internal/stamp"
)

// vouchers are outsiders that vouch for a log. None is asked unless it is named.
type vouchers struct {
	// Authorities are asked one after the other.
	Timestamp       []string `sep:"none" help:"Address of an authority that stamps the time (RFC 3161). None is asked unless named. May be given more than once." placeholder:"URL"`
	TimestampPolicy string   `help:"Policy that each stamp must be given under, as an object identifier such as 0.4.0.2023.1.1. Any, where it is not named." placeholder:"OID"`
	Authority       []string `sep:"none" help:"Certificates that complete the authority's chain, its root among them, as PEM. May be given more than once." placeholder:"FILE"`
	// Witnesses are asked one after the other; each needs its key.
	Witness    []string `sep:"none" help:"Address of a witness that signs the log beside its own key (c2sp.org/tlog-witness). None is asked unless named. May be given more than once." placeholder:"URL"`
	WitnessKey []string `sep:"none" help:"Public key of the witness, one for each --witness, in the same order." placeholder:"KEY"`
}

// stampers are the authorities that were named.
func (c vouchers) stampers(env *environment) ([]custody.Stamper, error) {
	chain, err := env.certificates("--authority", c.Authority)
	if err != nil {
		return nil, err
	}
	policy, err := parseOID(c.TimestampPolicy)
	if err != nil {
		return nil, fmt.Errorf("--timestamp-policy: %w", err)
	}
	var list []custody.Stamper
	for _, address := range c.Timestamp {
		a, err := stamp.New(address, chain, policy)
		if err != nil {
			return nil, fmt.Errorf("--timestamp: %w", err)
		}
		list = append(list, a)
	}
	return list, nil
}

// parseOID reads an object identifier; nil where there is none.
func parseOID(text string) (asn1.ObjectIdentifier, error) {
	if text == "" {
		return nil, nil
	}
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, misused(recourse.Invalid, "oid", "value", text)
		}
		id = append(id, int(n))
	}
	if _, err := asn1.Marshal(id); err != nil {
		return nil, misused(recourse.Invalid, "oid", "value", text)
	}
	return id, nil
}

// witnesses are those that were named.
func (c vouchers) witnesses() ([]custody.Witness, error) {
	if len(c.Witness) != len(c.WitnessKey) {
		return nil, misused(recourse.Invalid, "witness", "n", len(c.Witness), "keys", len(c.WitnessKey))
	}
	var list []custody.Witness
	for i, address := range c.Witness {
		w, err := stamp.NewWitness(address, c.WitnessKey[i])
		if err != nil {
			return nil, fmt.Errorf("--witness: %w", err)
		}
		list = append(list, w)
	}
	return list, nil
}

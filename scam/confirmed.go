package scam

// cueConfirmed is that the other side says that a payment of the person reached it. It
// asks for nothing, and is their word alone.
const cueConfirmed = "confirmed"

package overlay

// cryptoEdits are those of what cryptography costs where both ends are in one process.
var cryptoEdits = []edit{
	{
		file:   "crypto/ed25519/ed25519.go",
		anchor: "\treturn VerifyWithOptions(publicKey, message, sig, &Options{Hash: crypto.Hash(0)}) == nil\n",
		with: "\treturn simVerify(publicKey, message, sig, func() bool {\n" +
			"\t\treturn VerifyWithOptions(publicKey, message, sig, &Options{Hash: crypto.Hash(0)}) == nil\n\t})\n",
		why: "cost: signed records are the same on each connection of a peer",
	},
	{
		file:   "crypto/ed25519/ed25519.go",
		anchor: "\tsig := ed25519.Sign(k, message)\n\tcopy(signature, sig)\n",
		with:   "\tcopy(signature, simSign(privateKey, message, func() []byte { return ed25519.Sign(k, message) }))\n",
		why:    "cost: a host signs the same in each handshake of Noise, and who checks it is here, too",
	},
	{
		file:   "crypto/ecdsa/ecdsa.go",
		anchor: "func VerifyASN1(pub *PublicKey, hash, sig []byte) bool {\n",
		with:   "func simVerifyASN1(pub *PublicKey, hash, sig []byte) bool {\n",
		why:    "cost: who signed is here, too",
	},
	{
		file:   "crypto/ecdsa/ecdsa.go",
		anchor: "func SignASN1(r io.Reader, priv *PrivateKey, hash []byte) ([]byte, error) {\n",
		with:   "func simSignASN1(r io.Reader, priv *PrivateKey, hash []byte) ([]byte, error) {\n",
		why:    "cost: who checks the signature is here, too",
	},
	{
		file:   "crypto/mlkem/mlkem.go",
		anchor: "func (ek *EncapsulationKey768) Encapsulate() (sharedKey, ciphertext []byte) {\n\treturn ek.key.Encapsulate()\n",
		with:   "func (ek *EncapsulationKey768) Encapsulate() (sharedKey, ciphertext []byte) {\n\treturn ek.simEncapsulate()\n",
		why:    "cost: both ends of a handshake compute one secret",
	},
	{
		file:   "crypto/mlkem/mlkem.go",
		anchor: "func (dk *DecapsulationKey768) Decapsulate(ciphertext []byte) (sharedKey []byte, err error) {\n\treturn dk.key.Decapsulate(ciphertext)\n",
		with:   "func (dk *DecapsulationKey768) Decapsulate(ciphertext []byte) (sharedKey []byte, err error) {\n\treturn dk.simDecapsulate(ciphertext)\n",
		why:    "cost: both ends of a handshake compute one secret",
	},
	{
		file:   "crypto/ecdh/x25519.go",
		anchor: "\tx25519ScalarMult(publicKey, key, x25519Basepoint[:])\n",
		with:   "\tsimPublic(publicKey, key, x25519Basepoint[:])\n",
		why:    "cost: the public key of a key of X25519, which each handshake computes several times",
	},
	{
		file:   "crypto/ecdh/x25519.go",
		anchor: "\tx25519ScalarMult(out, local.privateKey, remote.publicKey)\n",
		with:   "\tsimShared(out, local, remote)\n",
		why:    "cost: both ends of a handshake compute one secret",
	},
}

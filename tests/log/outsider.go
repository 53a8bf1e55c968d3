// An outsider's check of a published log, with the packages of Go's own checksum database.
//
//	outsider FOLDER VERIFIER-KEY CHECKPOINT OLDER-CHECKPOINT
//
// Opens both checkpoints, proves that the older tree begins the newer, and that entries out
// of their bundles are in it. Ends with 1 and a reason when anything does not hold.
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (folder) Height() int                      { return 8 }
func (folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		// Only the height in the path differs: C2SP leaves it out.
		if data[i], err = f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f folder) read(path string) ([]byte, error) { return os.ReadFile(filepath.Join(string(f), path)) }

func (f folder) tree(name string, keys note.Verifiers) tlog.Tree {
	data, err := f.read(name)
	must(err)
	opened, err := note.Open(data, keys)
	must(err)
	var origin, root string
	var tree tlog.Tree
	_, err = fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &tree.N, &root)
	must(err)
	tree.Hash, err = tlog.ParseHash(root)
	must(err)
	return tree
}

func (f folder) entry(n, size int64) []byte {
	tile := tlog.Tile{H: 8, L: -1, N: n / 256, W: 256}
	if left := size - tile.N*256; left < 256 {
		tile.W = int(left)
	}
	data, err := f.read(strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1))
	must(err)
	for skip := n % 256; ; skip-- {
		length := 2 + int(binary.BigEndian.Uint16(data))
		if skip == 0 {
			return data[2:length]
		}
		data = data[length:]
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	key, err := note.NewVerifier(os.Args[2])
	must(err)
	keys, published := note.VerifierList(key), folder(os.Args[1])
	tree, older := published.tree(os.Args[3], keys), published.tree(os.Args[4], keys)
	tiles := tlog.TileHashReader(tree, published)
	begins, err := tlog.ProveTree(tree.N, older.N, tiles)
	must(err)
	must(tlog.CheckTree(begins, tree.N, tree.Hash, older.N, older.Hash))
	checked := 0
	for n := int64(0); n < tree.N; n += 1 + tree.N/97 {
		for _, n := range []int64{n, tree.N - 1 - n} {
			proof, err := tlog.ProveRecord(tree.N, n, tiles)
			must(err)
			must(tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(published.entry(n, tree.N))))
			checked++
		}
	}
	fmt.Printf("%d entries of %d, and the %d before\n", checked, tree.N, older.N)
}

// Go's net/http: each line of its input is a path.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	address := "http://" + os.Getenv("HOST") + ":" + os.Getenv("PORT")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		response, err := http.Get(address + lines.Text())
		if err != nil {
			fmt.Println("failed:", err)
			continue
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
		fmt.Println("status:", response.StatusCode)
	}
}

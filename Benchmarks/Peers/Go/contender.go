// go-zookeeper, as Debian has it, for the client's operations. See ../README.md for the commands.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/samuel/go-zookeeper/zk"
)

type silence struct{}

func (silence) Printf(string, ...interface{}) {}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err)
	return value
}

func connect(address string, sessionTimeout time.Duration) *zk.Conn {
	conn, events, err := zk.Connect([]string{address}, sessionTimeout, zk.WithLogger(silence{}))
	check(err)
	for event := range events {
		if event.State == zk.StateHasSession {
			break
		}
	}
	go func() {
		for range events {
		}
	}()
	return conn
}

// The monotonic clock of the system, which other processes read too.
func now() float64 {
	var t syscall.Timespec
	const monotonic = 1
	_, _, failure := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, monotonic, uintptr(unsafe.Pointer(&t)), 0)
	if failure != 0 {
		log.Fatal(failure)
	}
	return float64(t.Sec) + float64(t.Nsec)*1e-9
}

func cpu() float64 {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return float64(used.Utime.Nano()+used.Stime.Nano()) * 1e-9
}

func client(conn *zk.Conn, operation string, depth, count int, path string) {
	data := make([]byte, 100)
	acl := zk.WorldACL(zk.PermAll)
	do := map[string]func(int) error{
		"get":    func(int) error { _, _, err := conn.Get(path); return err },
		"exists": func(int) error { _, _, err := conn.Exists(path); return err },
		"set":    func(int) error { _, err := conn.Set(path, data, -1); return err },
		"create": func(i int) error {
			_, err := conn.Create(path+"/"+strconv.Itoa(i), data, zk.FlagEphemeral, acl)
			return err
		},
		"children": func(int) error { _, _, err := conn.Children(path); return err },
	}[operation]
	taken := make([]float64, count)
	var sent int64
	var workers sync.WaitGroup
	start, used := time.Now(), cpu()
	for i := 0; i < depth; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for {
				number := int(atomic.AddInt64(&sent, 1)) - 1
				if number >= count {
					return
				}
				begun := time.Now()
				check(do(number))
				taken[number] = time.Since(begun).Seconds()
			}
		}()
	}
	workers.Wait()
	seconds := time.Since(start).Seconds()
	used = cpu() - used
	sort.Float64s(taken)
	fmt.Printf("{\"seconds\":%.9f,\"cpu\":%.9f,\"median\":%.9f}\n", seconds, used, taken[count/2])
}

func main() {
	address, sessionTimeout := os.Args[1], time.Duration(number(os.Args[2]))*time.Millisecond
	conn := connect(address, sessionTimeout)
	fired := make(chan bool, 100_000)
	watches := 0
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		words := strings.Fields(input.Text())
		switch words[0] {
		case "client":
			client(conn, words[1], number(words[2]), number(words[3]), words[4])
		case "watch":
			watches = number(words[2])
			var setting sync.WaitGroup
			for i := 0; i < watches; i++ {
				setting.Add(1)
				go func(path string) {
					_, _, events, err := conn.ExistsW(path)
					check(err)
					setting.Done()
					<-events
					fired <- true
				}(words[1] + "/" + strconv.Itoa(i))
			}
			setting.Wait()
			fmt.Println("{}")
		case "storm":
			for i := 0; i < watches; i++ {
				<-fired
			}
			fmt.Printf("{\"at\":%.9f}\n", now())
		case "close":
			conn.Close()
			fmt.Println("{}")
		default:
			log.Fatal(words[0])
		}
	}
}

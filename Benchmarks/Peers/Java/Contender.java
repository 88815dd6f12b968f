import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.drivers.TracerDriver;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.retry.RetryOneTime;

/** Curator's LeaderLatch, as Debian has it. See ../README.md for the commands. */
public final class Contender {
    private static String address;
    private static int sessionTimeout;

    private static double now() {
        return System.nanoTime() * 1e-9;
    }

    private static String seconds(double value) {
        return String.format("{\"seconds\":%.9f}", value);
    }

    private static CuratorFramework connect() throws Exception {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(address, sessionTimeout, 30_000, new RetryOneTime(100));
        client.start();
        client.blockUntilConnected();
        return client;
    }

    private static CuratorFramework shared;

    private static CuratorFramework sharedClient() throws Exception {
        if (shared == null) shared = connect();
        return shared;
    }

    // Gains: how many there were, the last one, and when.

    private static final Object lock = new Object();
    private static int gains;
    // Of how many it is known: by those who have asked for them.
    private static int told;
    private static double gainedAt;
    private static Candidate leader;

    private static void awaitGains(int count) throws InterruptedException {
        synchronized (lock) {
            while (gains < count) lock.wait();
        }
    }

    private static final class Candidate {
        final boolean isShared;
        final CuratorFramework client;
        final LeaderLatch latch;
        final CountDownLatch inPlace = new CountDownLatch(1);

        Candidate(String path, boolean isShared) throws Exception {
            this.isShared = isShared;
            client = isShared ? sharedClient() : connect();
            // Curator tells a follower nothing. It is in place when the answer about its predecessor has come.
            client.getZookeeperClient().setTracerDriver(new TracerDriver() {
                // What is read before the list has to do with the connection.
                private volatile boolean hasList;

                @Override
                public void addTrace(String name, long time, TimeUnit unit) {
                    if (name.equals("GetChildrenBuilderImpl-Background")) hasList = true;
                    if (name.equals("GetDataBuilderImpl-Background") && hasList) inPlace.countDown();
                }

                @Override
                public void addCount(String name, int increment) {}
            });
            latch = new LeaderLatch(client, path, "ident");
            latch.addListener(new LeaderLatchListener() {
                @Override
                public void isLeader() {
                    synchronized (lock) {
                        gainedAt = now();
                        leader = Candidate.this;
                        gains++;
                        lock.notifyAll();
                    }
                    inPlace.countDown();
                }

                @Override
                public void notLeader() {}
            });
            latch.start();
        }

        void close() {
            if (!isShared) client.close();
        }
    }

    private static final List<Candidate> line = new ArrayList<>();
    private static String base;
    private static boolean sharing;

    private static double join() throws Exception {
        double start = now();
        Candidate candidate = new Candidate(base, sharing);
        candidate.inPlace.await();
        double taken = now() - start;
        line.add(candidate);
        told = gains;
        return taken;
    }

    private static double leave() throws Exception {
        Candidate candidate = line.remove(line.size() / 2);
        double start = now();
        candidate.latch.close();
        double taken = now() - start;
        candidate.close();
        return taken;
    }

    private static double failover() throws Exception {
        Candidate old = leader;
        int wanted = gains + 1;
        line.remove(old);
        double start = now();
        old.latch.close();
        awaitGains(wanted);
        double taken = gainedAt - start;
        told = gains;
        old.close();
        return taken;
    }

    private static double elections(int count, String path) throws Exception {
        int wanted = gains + count;
        double start = now();
        for (int i = 0; i < count; i++) line.add(new Candidate(path + "/" + i, true));
        awaitGains(wanted);
        return gainedAt - start;
    }

    private static String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "stand":
                base = words[2];
                sharing = words[3].equals("shared");
                double total = 0;
                for (int i = Integer.parseInt(words[1]); i > 0; i--) total += join();
                return seconds(total);
            case "join":
                return seconds(join());
            case "leave":
                return seconds(leave());
            case "failover":
                return seconds(failover());
            case "await":
                awaitGains(told + 1);
                told++;
                return String.format("{\"at\":%.9f}", gainedAt);
            case "elections":
                return seconds(elections(Integer.parseInt(words[1]), words[2]));
            case "settle":
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                return "{\"heap\":" + (runtime.totalMemory() - runtime.freeMemory()) + "}";
            case "close":
                for (int i = line.size() - 1; i >= 0; i--) line.get(i).close();
                line.clear();
                if (shared != null) shared.close();
                return "{}";
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    public static void main(String[] arguments) throws Exception {
        address = arguments[0];
        sessionTimeout = Integer.parseInt(arguments[1]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String text = input.readLine(); text != null; text = input.readLine()) {
            System.out.println(answer(text.trim().split(" ")));
            System.out.flush();
        }
        System.exit(0);
    }
}

// Two programs that ask an HTTP server again and again whether it is up, by Apache HttpClient and
// its pool of connections. LeakyClient looks at the status and forgets the response: every request
// then takes a connection from the pool for good. FixedClient closes what it was given.

import java.io.IOException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

class LeakyClient {
  // Never unreachable: a pool that is collected closes its connections.
  static CloseableHttpClient client;

  static boolean isUp(String url) throws IOException {
    CloseableHttpResponse response = client.execute(new HttpGet(url));
    return response.getStatusLine().getStatusCode() == 200;
  }

  // LeakyClient URL COUNT: asks that often, says how many connections it lost, and stays.
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[1]);
    client = HttpClients.custom().setMaxConnPerRoute(count).setMaxConnTotal(count).build();
    int leaked = 0;
    while (leaked < count && isUp(arguments[0])) {
      ++leaked;
    }
    System.out.println("leaked " + leaked);
    Thread.currentThread().join();
  }
}

class FixedClient {
  static boolean isUp(CloseableHttpClient client, String url) throws IOException {
    try (CloseableHttpResponse response = client.execute(new HttpGet(url))) {
      EntityUtils.consume(response.getEntity());
      return response.getStatusLine().getStatusCode() == 200;
    }
  }

  // FixedClient URL COUNT: says when it has asked that often, and goes on asking.
  public static void main(String[] arguments) throws Exception {
    CloseableHttpClient client = HttpClients.createDefault();
    int answers = 0;
    while (isUp(client, arguments[0])) {
      if (++answers == Integer.parseInt(arguments[1])) {
        System.out.println("answered " + answers);
      }
      Thread.sleep(50);
    }
  }
}

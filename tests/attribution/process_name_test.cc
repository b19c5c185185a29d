#include "attribution/process_name.h"

#include <catch2/catch.hpp>

#include "attribution/interpreter.h"

namespace sockwatch {

namespace {

struct Case {
  std::string exe;
  std::vector<std::string> arguments;
  std::string name;
};

std::string Joined(const std::vector<std::string>& arguments) {
  std::string text;
  for (const std::string& argument : arguments) text += argument + '\0';
  return text;
}

std::string NameOf(const std::string& comm, const std::string& exe,
                   const std::vector<std::string>& arguments) {
  ProcessFacts facts(comm, "", {[&] { return exe; }, [&] { return Joined(arguments); }});
  return NameProcess(NamingRules(), facts);
}

const Case kCases[] = {
    {"/usr/sbin/nginx", {"nginx: worker process"}, "comm"},
    {"/usr/bin/java", {"java", "-jar", "/opt/app/shop-1.2.jar", "--port=1"}, "shop-1.2"},
    {"/usr/bin/java", {"java", "-Xmx1g", "-cp", "/a:/b", "com.example.Main", "x"}, "Main"},
    {"/usr/bin/java", {"java", "-classpath", "/a", "-Dx=y", "org.x.Kafka"}, "Kafka"},
    {"/usr/bin/java",
     {"java", "-Dcatalina.base=/srv/tomcat/shop/", "-cp", "x", "org.apache.Bootstrap", "start"},
     "shop"},
    {"/usr/bin/java", {"java", "-p", "/m", "-m", "mod/com.example.App"}, "App"},
    {"/usr/bin/java", {"java", "@args", "/tmp/Hello.java"}, "Hello"},
    {"/usr/bin/java", {"java", "-version"}, "comm"},
    {"/usr/bin/java", {"java", "-jar"}, "comm"},
    {"/usr/bin/java", {}, "comm"},
    {"/usr/bin/python3.11", {"python3", "/srv/app/manage.py", "runserver"}, "manage.py"},
    {"/usr/bin/python3.11", {"python3", "-u", "-W", "ignore", "-X", "dev", "app.py"}, "app.py"},
    {"/usr/bin/python3.11", {"python3", "-Wignore", "-Im", "http.server"}, "http.server"},
    {"/usr/bin/python3.11", {"python3", "-mflask", "run"}, "flask"},
    {"/usr/bin/python3.11", {"python3", "-c", "import secret"}, "comm"},
    {"/usr/bin/python3.11", {"python3", "-uc", "import secret"}, "comm"},
    {"/usr/bin/python3.11", {"python3", "-", "x"}, "comm"},
    {"/usr/bin/python3.11", {"python3"}, "comm"},
    {"/usr/bin/python3.11", {"/usr/bin/python3", "/usr/bin/gunicorn", "app:app"}, "gunicorn"},
    {"/usr/bin/node", {"node", "--max-old-space-size=4096", "/srv/server.js"}, "server.js"},
    {"/usr/bin/nodejs", {"node", "-r", "dotenv/config", "--require", "x", "srv.mjs"}, "srv.mjs"},
    {"/usr/bin/node", {"node", "--env-file=.env", "--import=x", "a.js"}, "a.js"},
    {"/usr/bin/node", {"node", "-e", "code()"}, "comm"},
    {"/usr/bin/node", {"node", "--eval=code()", "a.js"}, "comm"},
    {"/usr/bin/ruby3.1", {"ruby", "-Ilib", "-r", "json", "bin/puma"}, "puma"},
    {"/usr/bin/ruby3.1", {"ruby", "-rjson", "-W0", "-e", "code"}, "comm"},
    {"/usr/bin/perl", {"/usr/bin/perl", "-wT", "-I", "/lib", "/usr/sbin/amavisd"}, "amavisd"},
    {"/usr/bin/perl", {"perl", "-MSocket", "-Ilib", "x.pl"}, "x.pl"},
    {"/usr/bin/perl", {"perl", "-ne", "print"}, "comm"},
    {"/usr/bin/perl", {"perl", "--", "-odd.pl"}, "-odd.pl"},
    {"/usr/bin/php8.2", {"php", "-d", "x=y", "-c", "/etc/php.ini", "artisan", "serve"}, "artisan"},
    {"/usr/bin/php8.2", {"php", "-f", "/srv/cron.php"}, "cron.php"},
    {"/usr/bin/php8.2", {"php", "-S", "0.0.0.0:80", "-t", "public", "router.php"}, "router.php"},
    {"/usr/bin/php8.2", {"php", "-r", "code();"}, "comm"},
    {"/usr/bin/php8.2", {"php", "--define", "a=b", "--file", "x.php"}, "x.php"},
    {"/usr/sbin/php-fpm8.2", {"php-fpm: pool www"}, "comm"},
    {"/usr/lib/jvm/bin/javac", {"javac", "Main.java"}, "comm"},
};

}  // namespace

TEST_CASE("An interpreter is named by what it runs, everything else by comm") {
  for (const Case& c : kCases) {
    CAPTURE(c.exe, c.arguments);
    CHECK(NameOf("comm", c.exe, c.arguments) == c.name);
  }
}

TEST_CASE("Where exe cannot be read, comm tells an interpreter") {
  CHECK(NameOf("python3", "", {"python3", "app.py"}) == "app.py");
  CHECK(NameOf("nginx", "", {"nginx", "x"}) == "nginx");
}

TEST_CASE("An argument that was cut off is not taken for a name") {
  const std::string cut = std::string("java\0-cp\0/very/long", 19);
  ProcessFacts facts("java", "", {[] { return "/usr/bin/java"; }, [&] { return cut; }});
  CHECK(NameProcess(NamingRules(), facts) == "java");
}

TEST_CASE("The command line of a program that is no interpreter is not read") {
  bool read = false;
  ProcessFacts facts("nginx", "",
                     {[] { return "/usr/sbin/nginx"; },
                      [&] {
                        read = true;
                        return "";
                      }});
  NameProcess(NamingRules(), facts);
  CHECK_FALSE(read);
}

TEST_CASE("A name is never empty, never one of ours, and fits a label") {
  CHECK(NameOf("", "/x", {}) == "unnamed");
  CHECK(NameOf("other", "/x", {}) == "other_");
  CHECK(NameOf("unattributed", "/x", {}) == "unattributed_");
  CHECK(NameOf("a\nb", "/x", {}) == "a_b");
  CHECK(NameOf("python3", "/usr/bin/python3", {"python3", std::string(80, 'x')}) ==
        std::string(64, 'x'));
  CHECK(NameOf("python3", "/usr/bin/python3", {"python3", std::string(63, 'x') + "é"}) ==
        std::string(63, 'x'));
}

}  // namespace sockwatch

"""The program's other subcommands, and what it refuses to start with."""

import os
import subprocess

from stage import Journey, unique


class CommandLine(Journey):
    databases = ("sqlite",)

    def run_program(self, *arguments):
        return subprocess.run([self.stage.binary, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=60)

    def data(self):
        return f"{self.stage.folder}/{unique('data-')}"

    def test_version_is_told(self):
        done = self.run_program("version")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"\d+\.\d+\.\d+")

    def test_check_config_blanks_secrets(self):
        done = self.run_program("check-config", "--data", self.data(), "--database", "mysql://me:hush-hush@db.example/idm")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("db.example", done.stdout)
        self.assertNotIn("hush-hush", done.stdout)

    def test_check_config_looks_into_the_certificate(self):
        missing = f"{self.stage.folder}/no-such.pem"
        config = f"{self.stage.folder}/missing-certificate.toml"
        with open(config, "w") as file:
            file.write(f'[http]\ncertificate_file = "{missing}"\nkey_file = "{missing}"\n')
        done = self.run_program("check-config", "--config", config)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"cannot use {missing} for TLS", done.stdout)

    def test_migrate_can_be_repeated(self):
        data = self.data()
        for _ in range(2):
            done = self.run_program("migrate", "--data", data)
            self.assertEqual(done.returncode, 0, done.stdout)

    def test_tasks_are_listed_without_a_server(self):
        data = self.data()
        self.run_program("migrate", "--data", data)
        done = self.run_program("tasks", "list", "--state", "pending", "--data", data)
        self.assertEqual((done.returncode, done.stdout), (0, "no tasks\n"))
        self.assertEqual(self.run_program("tasks", "--data", data).returncode, 2)

    def test_policies_are_applied_and_tried_without_a_server(self):
        data = self.data()
        self.run_program("migrate", "--data", data)
        example = os.path.join(os.path.dirname(__file__), "..", "..", "conf", "policies-example.toml")
        done = self.run_program("apply", "--data", data, example)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("provisioning_policy staff-directory CREATE created", done.stdout)
        done = self.run_program("policy", "preview", "--data", data, "--system", "staff-directory", "--user", "nobody")
        self.assertEqual(done.returncode, 1)
        self.assertIn('nobody has the principal "nobody"', done.stdout)

    def test_an_unknown_option_is_named(self):
        done = self.run_program("serve", "--data", self.data(), "--shoe-size", "41")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("shoe-size", done.stdout)

    def test_there_is_no_help_on_what_does_not_exist(self):
        for words in (["nope"], ["nope", "--help"]):
            done = self.run_program(*words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn('no subcommand "nope"', done.stdout)
        self.assertEqual(self.run_program("serve", "--help").returncode, 0)

    def test_a_bad_database_url_is_named_without_its_password(self):
        done = self.run_program("serve", "--data", self.data(), "--database", "oracle://me:hush-hush@db/idm")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("oracle", done.stdout)
        self.assertNotIn("hush-hush", done.stdout)

    def test_it_refuses_to_serve_anonymous_soap_beyond_loopback(self):
        done = self.run_program("serve", "--data", self.data(), "--listen", "0.0.0.0:0")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout, "(?i)tls|anonymous_networks")

    def test_a_data_folder_serves_one_process_at_a_time(self):
        server = self.stage.server(self.database)
        done = self.run_program("serve", "--data", server.data, "--listen", "127.0.0.1:0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"process {server.process.pid}", done.stdout)
        self.assertTrue(server.alive())

    def test_apply_tells_what_changes_and_is_harmless_when_repeated(self):
        data, file = self.data(), f"{self.stage.folder}/{unique('rows-')}.toml"
        with open(file, "w") as toml:
            toml.write('[[role]]\nid = "AUDITOR"\nname = "Auditors"\n\n[[policy]]\nid = "4000"\n'
                       '[[policy.attribute]]\nname = "PWD_LEN"\nvalue1 = "10"\n')
        self.assertEqual(self.run_program("migrate", "--data", data).returncode, 0)
        for options, last in ((["--dry-run"], "dry run: nothing was stored"), ([], "AUDITOR created"), ([], "unchanged")):
            done = self.run_program("apply", *options, file, "--data", data)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn(last, done.stdout.splitlines()[-1])
        with open(file, "a") as toml:
            toml.write('value2 = "many"\n')
        done = self.run_program("apply", file, "--data", data)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"\.toml:\d+: .*PWD_LEN.*'many'")

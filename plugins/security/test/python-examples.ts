import type { RuleExample } from './rule-example.ts';

export const pythonExamples: readonly RuleExample[] = [
  {
    rule: 'eval',
    file: 'a.py',
    unsafe: [
      'def evaluate(expression):\n    return eval(expression)\n',
      'import builtins\nbuiltins.eval(x)\n',
      'from builtins import eval as run\nrun(x)\n',
      'run = eval\nrun(x)\n',
      '(eval)(f"{x} + 1")\n',
    ],
    safe: [
      '# eval(expression)\ntext = "eval(expression)"\n',
      'model.eval(x)\nself.eval(x)\n',
      'def eval(expression):\n    return parse(expression)\n\neval(x)\n',
      'import ast\nast.literal_eval(x)\n',
      '"""\neval(x)\n"""\n',
      'evaluate(x)\n_eval(x)\n',
    ],
  },
  {
    rule: 'exec',
    file: 'a.py',
    unsafe: ['exec(code)\n', 'exec(compile(source, "x", "exec"), scope)\n'],
    safe: ['cursor.exec(code)\n', 'from runner import exec\nexec(code)\n'],
  },
  {
    rule: 'template_of_text',
    file: 'a.py',
    unsafe: [
      'from flask import render_template_string\nrender_template_string(f"<p>{name}</p>")\n',
      'import jinja2\njinja2.Template(source)\n',
    ],
    safe: [
      'from flask import render_template_string\nrender_template_string("<p>{{ name }}</p>", name=name)\n',
      'import string\nstring.Template(source)\n',
    ],
  },
  {
    rule: 'unverified_token',
    file: 'a.py',
    unsafe: [
      'import jwt\njwt.decode(token, options={"verify_signature": False})\n',
      'import jwt\njwt.decode(token, verify=False)\n',
      'import jwt\njwt.decode(token, key, algorithms=["none"])\n',
    ],
    safe: ['import jwt\njwt.decode(token, key, algorithms=["RS256"])\n', 'codec.decode(token, verify=False)\n'],
  },
  {
    rule: 'os_command',
    file: 'a.py',
    unsafe: [
      'import os\nos.system("ls " + folder)\n',
      'from os import popen as p\np(f"ls {folder}")\n',
      'import subprocess as sp\nsp.getoutput("ls %s" % folder)\n',
      'import os\ncommand = "ls {}".format(folder)\nos.system(command)\n',
    ],
    safe: [
      'import os\nos.listdir(folder)\n',
      'machine.system("ls " + folder)\n',
      'from .os import system\nsystem(x)\n',
    ],
  },
  {
    rule: 'subprocess_shell',
    file: 'a.py',
    unsafe: [
      'import subprocess\nsubprocess.run(f"ls {folder}", shell=True)\n',
      'from subprocess import Popen\nPopen(command, shell=True, stdout=x)\n',
    ],
    safe: [
      'import subprocess\nsubprocess.run(["ls", folder])\n',
      'import subprocess\nsubprocess.run(f"ls {folder}", shell=False)\n',
      'import subprocess\nsubprocess.run(["ls", "shell=True"])\n',
    ],
  },
  {
    rule: 'built_sql',
    file: 'a.py',
    unsafe: [
      'cursor.execute(f"SELECT * FROM users WHERE id = {user}")\n',
      'cursor.execute("DELETE FROM users WHERE id = %s" % user)\n',
      'import sqlite3\ndef f(user):\n    query = "select a from b where c = \'" + user + "\'"\n    sqlite3.connect(p).execute(query)\n',
      'cursor.executescript("update users set name = {}".format(name))\n',
    ],
    safe: [
      'cursor.execute("SELECT * FROM users WHERE id = ?", (user,))\n',
      'cursor.execute("SELECT * FROM users " "WHERE id = %s", [user])\n',
      'print(f"select {user} from the list")\n',
      'cursor.execute(f"PRAGMA user_version = {n}")\n',
      'def f():\n    query = f"select {a} from b"\n\ndef g(query):\n    cursor.execute(query)\n',
    ],
  },
  {
    rule: 'marked_safe',
    file: 'a.py',
    unsafe: ['from django.utils.safestring import mark_safe\nmark_safe("<b>" + name)\n'],
    safe: [
      'from django.utils.safestring import mark_safe\nmark_safe("<hr>")\n',
      'from django.utils.html import format_html\nformat_html("<b>{}</b>", name)\n',
    ],
  },
  {
    rule: 'no_autoescape',
    file: 'a.py',
    unsafe: [
      'from jinja2 import Environment\nEnvironment(loader=x)\n',
      'import jinja2\njinja2.Environment(autoescape=False)\n',
    ],
    safe: [
      'from jinja2 import Environment, select_autoescape\nEnvironment(autoescape=select_autoescape())\n',
      'from house import Environment\nEnvironment(loader=x)\n',
    ],
  },
  {
    rule: 'pickle',
    file: 'a.py',
    unsafe: [
      'import pickle\npickle.loads(data)\n',
      'from dill import load\nload(file)\n',
      'import torch\ntorch.load(path)\n',
      'import numpy as np\nnp.load(path, allow_pickle=True)\n',
    ],
    safe: [
      'import pickle\npickle.dumps(data)\n',
      'import json\njson.loads(data)\n',
      'import torch\ntorch.load(path, weights_only=True)\n',
      'import numpy as np\nnp.load(path)\n',
    ],
  },
  {
    rule: 'yaml_load',
    file: 'a.py',
    unsafe: [
      'import yaml\nyaml.load(text)\n',
      'import yaml\nyaml.load(text, Loader=yaml.Loader)\n',
      'from yaml import unsafe_load\nunsafe_load(text)\n',
    ],
    safe: [
      'import yaml\nyaml.safe_load(text)\n',
      'import yaml\nyaml.load(text, Loader=yaml.SafeLoader)\n',
      'from yaml import load, CSafeLoader\nload(text, CSafeLoader)\n',
    ],
  },
  {
    rule: 'archive_extraction',
    file: 'a.py',
    unsafe: [
      'import tarfile\ntarfile.open(path).extractall(folder)\n',
      'import tarfile\nwith tarfile.open(path) as tar:\n    tar.extractall(folder)\n',
    ],
    safe: [
      'import tarfile\ntarfile.open(path).extractall(folder, filter="data")\n',
      'import zipfile\nzipfile.ZipFile(path).extractall(folder)\n',
    ],
  },
  {
    rule: 'weak_hash',
    file: 'a.py',
    unsafe: ['import hashlib\nhashlib.md5(data)\n', 'from hashlib import new\nnew("sha1", data)\n'],
    safe: [
      'import hashlib\nhashlib.sha256(data)\n',
      'import hashlib\nhashlib.md5(data, usedforsecurity=False)\n',
      'hashes.md5(data)\n',
    ],
  },
  {
    rule: 'weak_cipher',
    file: 'a.py',
    unsafe: [
      'from Crypto.Cipher import DES\nDES.new(key)\n',
      'from Crypto.Cipher import AES\nAES.new(key, AES.MODE_ECB)\n',
      'from cryptography.hazmat.primitives.ciphers import modes\nmodes.ECB()\n',
    ],
    safe: ['from Crypto.Cipher import AES\nAES.new(key, AES.MODE_GCM)\n'],
  },
  {
    rule: 'predictable_secret',
    file: 'a.py',
    unsafe: [
      'import random\npassword = "".join(random.choice(letters) for _ in range(9))\n',
      'from random import randint\nself.reset_token = randint(0, 9)\n',
    ],
    safe: ['import random\nsample = random.choice(letters)\n', 'import secrets\ntoken = secrets.choice(letters)\n'],
  },
  {
    rule: 'certificate_unverified',
    file: 'a.py',
    unsafe: [
      'import requests\nrequests.get(url, verify=False)\n',
      'session.post(url, verify=False)\n',
      'context.verify_mode = ssl.CERT_NONE\n',
      'context.check_hostname = False\n',
      'import ssl\nssl._create_unverified_context()\n',
    ],
    safe: [
      'import requests\nrequests.get(url, verify="/ca.pem")\n',
      'check(url, verify=False)\n',
      'context.verify_mode = ssl.CERT_REQUIRED\n',
      'verify = False\n',
    ],
  },
  {
    rule: 'host_key_unverified',
    file: 'a.py',
    unsafe: ['import paramiko\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n'],
    safe: ['import paramiko\nclient.set_missing_host_key_policy(paramiko.RejectPolicy())\n'],
  },
  {
    rule: 'shared_temporary_file',
    file: 'a.py',
    unsafe: ['open("/tmp/cache.txt", "w")\n', 'import tempfile\ntempfile.mktemp()\n'],
    safe: [
      'open("/tmp/cache.txt")\n',
      'open("/tmp/cache.txt", "x")\n',
      'import tempfile\ntempfile.mkstemp()\n',
      'open("./tmp/cache.txt", "w")\n',
    ],
  },
  {
    rule: 'writable_by_everybody',
    file: 'a.py',
    unsafe: ['import os\nos.chmod(path, 0o777)\n', 'import os\nos.umask(0)\n'],
    safe: ['import os\nos.chmod(path, 0o755)\n', 'import os\nos.umask(0o077)\n'],
  },
  {
    rule: 'debug_server',
    file: 'a.py',
    unsafe: [
      'from flask import Flask\nserver = Flask(__name__)\nserver.run(debug=True)\n',
      'app.run(host="0.0.0.0", debug=True)\n',
    ],
    safe: ['app.run(debug=False)\n', 'app.run(port=1)\n', 'task.run(debug=True)\n'],
  },
];

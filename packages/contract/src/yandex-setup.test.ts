import { describe, expect, it } from "vitest";
import { readYandexKey, yandexSetupProblem } from "./yandex-setup.ts";

const authorised = JSON.stringify({ id: "ajekey", service_account_id: "ajeaccount", created_at: "2026-01-01", key_algorithm: "RSA_2048", private_key: "PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <ajekey>\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" });

describe("the keys of Yandex Cloud", () => {
  it("are told apart by their shape, whatever was pasted before them", () => {
    expect(readYandexKey("AQVNabc")).toEqual({ kind: "api-key", key: "AQVNabc" });
    expect(readYandexKey(" Api-Key AQVNabc\n")).toEqual({ kind: "api-key", key: "AQVNabc" });
    expect(readYandexKey("Bearer t1.9euelZ")).toEqual({ kind: "iam-token", token: "t1.9euelZ" });
    expect(readYandexKey("y0_AgAAAA")).toEqual({ kind: "oauth-token", token: "y0_AgAAAA" });
    expect(readYandexKey("AQAAAAAbcd")).toEqual({ kind: "oauth-token", token: "AQAAAAAbcd" });
  });

  it("are read from the authorised key's file, without the line above its PEM block", () => {
    expect(readYandexKey(authorised)).toEqual({ kind: "authorised-key", id: "ajekey", serviceAccountId: "ajeaccount", privateKey: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" });
  });

  it("can't be read from half a file, other JSON or two words", () => {
    for (const broken of [authorised.slice(0, 80), "{}", "AQVNabc def", ""]) expect(readYandexKey(broken)).toBeNull();
  });
});

describe("what is missing at the set-up of Yandex Cloud", () => {
  it("is the folder when a person signs in", () => {
    expect(yandexSetupProblem({ key: "y0_AgAAAA" })?.ru).toContain("идентификатор каталога");
    expect(yandexSetupProblem({ key: "y0_AgAAAA", folder: " " })?.en).toContain("folder ID");
    expect(yandexSetupProblem({ key: "y0_AgAAAA", folder: "b1gfolder" })).toBeNull();
  });

  it("is nothing for a service account, which has a folder of its own", () => {
    expect(yandexSetupProblem({ key: "AQVNabc" })).toBeNull();
    expect(yandexSetupProblem({ key: authorised })).toBeNull();
  });

  it("is the key when there is none, or none that can be read", () => {
    expect(yandexSetupProblem({ key: " " })?.en).toContain("Enter a Yandex Cloud key");
    expect(yandexSetupProblem({ key: "{}" })?.ru).toContain("не читается");
  });
});

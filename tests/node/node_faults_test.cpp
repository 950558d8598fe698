// SPDX-License-Identifier: GPL-3.0-or-later
// A real node behind a proxy that breaks things: each fault ends in a recording or in a clear error.
#include "node/recording_failure.h"
#include "support/anvil_node.h"
#include "support/fault_proxy.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTcpServer>
#include <QtTest>

#include <memory>
#include <thread>

using namespace lanescope;
using test::FaultProxy;
using test::Reaction;
using test::recordingFailure;
using Kind = test::Reaction::Kind;

namespace {

constexpr int callers = 5;

Reaction error_answer(const QByteArray& error)
{
    return Reaction::http(200, R"({"jsonrpc":"2.0","id":1,"error":)" + error + "}");
}

bool asks(const QByteArray& request, const char* method)
{
    return request.contains("\"" + QByteArray(method) + "\"");
}

bool is_batch(const QByteArray& request)
{
    return request.startsWith('[');
}

/// The script that plays `fault` for the first `times` requests that `when` holds for.
FaultProxy::Script first(int times, std::function<bool(const QByteArray&)> when, Reaction fault)
{
    auto left = std::make_shared<int>(times);
    return
        [left, when = std::move(when), fault = std::move(fault)](const QByteArray& request, int) {
            return when(request) && (*left)-- > 0 ? fault : Reaction{};
        };
}

FaultProxy::Script always(std::function<bool(const QByteArray&)> when, Reaction fault)
{
    return first(1 << 30, std::move(when), std::move(fault));
}

bool any(const QByteArray&)
{
    return true;
}

/// Whether somebody looks for the block's hash only: its parent, or the block itself afterwards.
bool asks_for_hash(const QByteArray& request)
{
    return asks(request, "eth_getBlockByNumber") && request.contains("false");
}

QByteArray with_other_hash(const QByteArray& answer)
{
    QByteArray changed = answer;
    const qsizetype at = changed.indexOf("\"hash\":\"0x") + 10;
    changed[at] = changed[at] == 'a' ? 'b' : 'a';
    return changed;
}

}  // namespace

class NodeFaultsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QString program;
        LANESCOPE_NEEDS_ANVIL(program);
        node_ = std::make_unique<test::AnvilNode>(program, "osaka");
        node_->place_counter();
        for (int block = 0; block < 2; ++block) {
            node_->mine_to(test::AnvilNode::counter, callers);
        }
        QVERIFY2(node_->error().isEmpty(), qPrintable(node_->error()));
        proxy_ = std::make_unique<FaultProxy>(node_->port());
        QVERIFY(proxy_->port() != 0);
    }

    void aHealthyNodeIsAskedOverOneConnection()
    {
        proxy_->play({});
        const auto recorder = app::NodeRecorder::connect(settings(), {});
        QVERIFY(recorder);
        const auto recorded = (*recorder)->record("latest");
        QVERIFY2(recorded, recorded ? "" : recorded.error().message.c_str());
        QVERIFY(recorded->was_traced);
        QCOMPARE((*recorder)->client().connections(), 1u);
        QCOMPARE((*recorder)->client().retries(), 0u);
    }

    void whatPassesIsRecoveredFrom_data()
    {
        QTest::addColumn<FaultProxy::Script>("script");
        QTest::addColumn<bool>("use_trace");
        const auto row = [](const char* name, FaultProxy::Script script, bool use_trace = false) {
            QTest::newRow(name) << std::move(script) << use_trace;
        };
        row("connection dropped twice", first(2, any, {Kind::drop}));
        row("every third connection dropped", [](const QByteArray&, int index) {
            return index % 3 == 1 ? Reaction{Kind::drop} : Reaction{};
        });
        row("half an answer", first(1, any, {Kind::cut}));
        row("half a batch's answer", first(2, is_batch, {Kind::cut}));
        row("HTTP 500 twice", first(2, any, Reaction::http(500, "oops")));
        row("HTTP 503 in the middle", first(2, is_batch, Reaction::http(503)));
        row("HTTP 429", first(2, any, Reaction::http(429)));
        row("rate limit inside of JSON",
            first(2, is_batch, error_answer(R"({"code":-32005,"message":"rate limit"})")));
        row("garbage", first(2, any, Reaction::http(200, "<html>Bad gateway</html>")));
        row("JSON cut short", first(1, any, Reaction::http(200, R"({"jsonrpc":"2.0",)")));
        row("JSON without a result", first(1, any, Reaction::http(200, R"({"id":1})")));
        row("an empty answer", first(1, any, Reaction::http(200)));
        row("an answer too late", first(1, any, {Kind::silence}));
        row("a batch that drips", first(1, is_batch, {Kind::drip}));
        row("half of a batch's answers missing",
            first(3, is_batch, Reaction::changed([](const QByteArray& answer) {
                      QJsonArray items = QJsonDocument::fromJson(answer).array();
                      for (qsizetype i = items.size() - 1; i >= items.size() / 2; --i) {
                          items.removeLast();
                      }
                      return QJsonDocument(items).toJson();
                  })));
        row("a batch's answers in reverse",
            always(is_batch, Reaction::changed([](const QByteArray& answer) {
                       QJsonArray reversed;
                       for (const QJsonValue& item : QJsonDocument::fromJson(answer).array()) {
                           reversed.prepend(item);
                       }
                       return QJsonDocument(reversed).toJson();
                   })));
        row("batches are refused",
            always(
                is_batch,
                error_answer(R"({"code":-32600,"message":"batch requests are not supported"})")));
        row("batches of more than three are too large", [](const QByteArray& request, int) {
            return request.count("\"method\"") > 3 ? Reaction::http(413) : Reaction{};
        });
        row("traces are not offered",
            always([](const auto& request) { return asks(request, "debug_traceBlockByNumber"); },
                   error_answer(R"({"code":-32601,"message":"the method does not exist"})")),
            true);
        row("traces are of another block",
            always([](const auto& request) { return asks(request, "debug_traceBlockByNumber"); },
                   Reaction::http(200, R"({"jsonrpc":"2.0","id":1,"result":[]})")),
            true);
        row("traces are wrong",
            always([](const auto& request) { return asks(request, "debug_traceBlockByNumber"); },
                   Reaction::changed([](QByteArray answer) {
                       // The counter's value before the block: a first write of it costs more gas.
                       answer.replace("0000000000000005\"", "0000000000000000\"");
                       return answer;
                   })),
            true);
        row("the block was replaced while it was recorded",
            first(
                1,
                [seen = 0](const QByteArray& request) mutable {
                    return asks_for_hash(request) && ++seen == 2;
                },
                Reaction::changed(with_other_hash)));
        row("the parent was replaced", first(1, asks_for_hash, Reaction::changed(with_other_hash)));
    }
    void whatPassesIsRecoveredFrom()
    {
        QFETCH(FaultProxy::Script, script);
        QFETCH(bool, use_trace);
        proxy_->play(script);
        app::NodeSettings asked = settings();
        asked.use_trace = use_trace;
        const auto recorder = app::NodeRecorder::connect(asked, {});
        QVERIFY2(recorder, recorder ? "" : recorder.error().message.c_str());
        const auto recorded = (*recorder)->record("latest");
        QVERIFY2(recorded, recorded ? "" : recorded.error().message.c_str());
        QVERIFY(recorded->verification.verified());
        QVERIFY(!recorded->was_traced);
        if (use_trace) {
            QCOMPARE(recorded->notes.size(), std::size_t{1});
        }
    }

    void whatDoesNotPassIsAClearError_data()
    {
        QTest::addColumn<FaultProxy::Script>("script");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* name, FaultProxy::Script script, QStringList words) {
            QTest::newRow(name) << std::move(script) << words;
        };
        const auto balance = [](const auto& request) { return asks(request, "eth_getBalance"); };
        const auto full = [](const auto& request) {
            return asks(request, "eth_getBlockByNumber") && request.contains("true");
        };
        row("dropped for good", always(any, {Kind::drop}), {"eth_chainId", "connection was lost"});
        row("silent for good", always(any, {Kind::silence}), {"no whole answer", "--timeout"});
        row("dripping for good", always(full, {Kind::drip}), {"no whole answer", "--timeout"});
        row("limited for good", always(any, Reaction::http(429)), {"429", "limits how much"});
        row("a wait that is too long",
            always(any, Reaction::http(429, {}, "Retry-After: 7200\r\n")), {"7200 s"});
        row("broken for good", always(any, Reaction::http(500, "oops")), {"500", "oops", "log"});
        row("no key", always(any, Reaction::http(401)),
            {"401", "--header", "LANESCOPE_RPC_HEADER"});
        row("no such path", always(any, Reaction::http(404)), {"404", "correct the path"});
        row("redirected", always(any, Reaction::http(302, {}, "Location: http://elsewhere\r\n")),
            {"302", "final URL"});
        row("garbage for good", always(any, Reaction::http(200, "<html>")),
            {"expected JSON", "<html>"});
        row("method missing",
            always(full, error_answer(R"({"code":-32601,"message":"Method not found"})")),
            {"eth_getBlockByNumber", "Method not found", "does not offer"});
        row("pruned state",
            always(balance, error_answer(R"({"code":-32000,"message":"missing trie node 12ab"})")),
            {"eth_getBalance", "missing trie node 12ab", "archive node"});
        row("no such block", always(full, Reaction::http(200, R"({"id":1,"result":null})")),
            {"does not have block latest", "its newest is 2"});
        row("a block that changes all the time",
            always(asks_for_hash, Reaction::changed(with_other_hash)), {"reorganised"});
        row("a header that the block does not fit",
            always(full, Reaction::changed([](QByteArray answer) {
                       answer.replace("\"gasUsed\":\"0x", "\"gasUsed\":\"0x1");
                       return answer;
                   })),
            {"block 2", "not what its header says", "not saved", "--revision"});
        row("a balance that is none", always(is_batch, Reaction::changed([](QByteArray answer) {
                                                 answer.replace("\"0x", "\"0xzz");
                                                 return answer;
                                             })),
            {"eth_get", "0xzz"});
        row("an answer without end", always(full, {Kind::flood}), {"passes 1000000 bytes"});
    }
    void whatDoesNotPassIsAClearError()
    {
        QFETCH(FaultProxy::Script, script);
        QFETCH(QStringList, words);
        proxy_->play(script);
        app::NodeSettings asked = settings();
        asked.use_trace = false;
        asked.url += "/v2/secret-in-the-path";
        asked.limits.timeout = std::chrono::milliseconds(words.contains("--timeout") ? 500 : 5000);
        asked.limits.max_answer_bytes = 1'000'000;
        const QString message = recordingFailure(asked);
        qInfo("%s", qPrintable(message));
        QVERIFY2(message.startsWith(proxy_->url() + "/v2/…: "), qPrintable(message));
        QVERIFY2(!message.contains("secret"), qPrintable(message));
        for (const QString& word : words) {
            QVERIFY2(message.contains(word), qPrintable(word + " is missing in: " + message));
        }
    }

    void anotherChainIsRefused()
    {
        proxy_->play({});
        app::NodeSettings asked = settings();
        asked.chain_id = 1;
        const QString message = recordingFailure(asked);
        QVERIFY2(message.contains("expected chain 1, found chain 31337"), qPrintable(message));
    }

    void nobodyAtThePortIsSaid()
    {
        app::NodeSettings asked = settings();
        {
            QTcpServer server;
            QVERIFY(server.listen(QHostAddress::LocalHost, 0));
            asked.url = "http://127.0.0.1:" + std::to_string(server.serverPort());
        }
        const QString message = recordingFailure(asked);
        QVERIFY2(message.contains("no connection") && message.contains("start the node"),
                 qPrintable(message));
    }

    void aPortWithoutTlsIsSaid()
    {
        app::NodeSettings asked = settings();
        asked.url = "https://127.0.0.1:" + std::to_string(node_->port());
        const QString message = recordingFailure(asked);
        QVERIFY2(message.contains("no secure connection") && message.contains("http://"),
                 qPrintable(message));
    }

    void headersAreSentAndNotShown()
    {
        proxy_->play(always(any, Reaction::http(403, "who is Bearer tok-en-tok-en?")));
        app::NodeSettings asked = settings();
        asked.headers = {"Authorization: Bearer tok-en-tok-en"};
        const QString message = recordingFailure(asked);
        QVERIFY(proxy_->last_headers().contains("Authorization: Bearer tok-en-tok-en\r\n"));
        QVERIFY2(!message.contains("tok-en"), qPrintable(message));
        QVERIFY2(message.contains("who is"), qPrintable(message));
    }

    void retryAfterIsWaitedFor()
    {
        proxy_->play(first(1, any, Reaction::http(429, {}, "Retry-After: 1\r\n")));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(app::NodeRecorder::connect(settings(), {}));
        QVERIFY2(timer.elapsed() >= 1000, qPrintable(QString::number(timer.elapsed())));
    }

    void aStopIsHeededAtOnce_data()
    {
        QTest::addColumn<FaultProxy::Script>("script");
        QTest::newRow("a silent node") << always(any, {Kind::silence});
        QTest::newRow("a dripping node") << always(any, {Kind::drip});
        QTest::newRow("an answer without end") << always(any, {Kind::flood});
        QTest::newRow("a wait that the node asked for")
            << always(any, Reaction::http(429, {}, "Retry-After: 30\r\n"));
        QTest::newRow("a wait between attempts") << always(any, {Kind::drop});
        QTest::newRow("a silence in the middle") << always(is_batch, {Kind::silence});
    }
    void aStopIsHeededAtOnce()
    {
        QFETCH(FaultProxy::Script, script);
        proxy_->play(script);
        StopSource source;
        QElapsedTimer since_stop;
        std::thread stopper([&] {
            // Once the node has been asked, so that there is something to stop.
            while (proxy_->requests() == 0) {
                std::this_thread::yield();
            }
            since_stop.start();
            source.request_stop();
        });
        app::NodeSettings asked = settings();
        asked.use_trace = false;
        asked.patience = {};
        asked.limits = {};
        ErrorCode code = ErrorCode::io;
        const auto recorder = app::NodeRecorder::connect(asked, StopToken(source));
        if (!recorder) {
            code = recorder.error().code;
        } else {
            const auto recorded = (*recorder)->record("latest");
            code = recorded ? ErrorCode::io : recorded.error().code;
        }
        const qint64 elapsed = since_stop.elapsed();
        stopper.join();
        QCOMPARE(code, ErrorCode::cancelled);
        qInfo("stopped after %lld ms", elapsed);
        // Left alone, each of these goes on for seven seconds at least.
        QVERIFY2(elapsed < 5'000, qPrintable(QString::number(elapsed)));
    }

private:
    /// Impatient, so that a fault for good is known soon.
    [[nodiscard]] app::NodeSettings settings() const
    {
        app::NodeSettings settings;
        settings.url = proxy_->url().toStdString();
        settings.limits.timeout = std::chrono::milliseconds(3000);
        settings.patience.first_delay = std::chrono::milliseconds(2);
        settings.patience.longest_delay = std::chrono::milliseconds(10);
        return settings;
    }

    std::unique_ptr<test::AnvilNode> node_;
    std::unique_ptr<FaultProxy> proxy_;
};

QTEST_GUILESS_MAIN(NodeFaultsTest)
#include "node_faults_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// What a trace says an instruction costs, by scripted callbacks as the machine makes them.
#include "app/trace_writer.h"
#include "evm/instruction_table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::app;

namespace {

class Script {
public:
    explicit Script(TraceFormat format, bool withMemory = false)
        : m_writer(format, withMemory, [this](std::string_view text) { m_text += text; })
    {
    }

    void step(evm::Opcode opcode, int depth, std::int64_t gas, std::vector<Uint256> stack = {},
              ByteView memory = {})
    {
        m_writer.on_instruction({m_counter++, opcode, depth, gas, 0, stack, memory, {}, m_address,
                                 m_address});
    }
    void call(int depth, std::int64_t gas, std::int64_t callerGasLeft)
    {
        m_writer.on_call({evm::MessageKind::call, depth, {}, {}, {}, {}, {}, gas, callerGasLeft});
    }
    TraceWriter& writer() { return m_writer; }
    const Address& address() const { return m_address; }

    std::string finish(const TraceSummary& summary = {})
    {
        m_writer.finish(summary);
        return m_text;
    }
    /// Names and costs, and errors, of all lines but the summary.
    QString costs()
    {
        QStringList result;
        for (const QByteArray& line : QByteArray::fromStdString(finish()).trimmed().split('\n')) {
            const QJsonObject step = QJsonDocument::fromJson(line).object();
            if (step.contains("pc")) {
                const QString error = step["error"].toString();
                result << step["opName"].toString() + ' ' +
                              QString::number(step["gasCost"].toString().toLongLong(nullptr, 16)) +
                              (error.isEmpty() ? QString() : " (" + error + ')');
            }
        }
        return result.join(", ");
    }

private:
    std::string m_text;
    Address m_address{};
    std::size_t m_counter = 0;
    TraceWriter m_writer;
};

}  // namespace

class TraceWriterTest : public QObject {
    Q_OBJECT

private slots:
    void anInstructionCostsWhatTheNextOneHasLess()
    {
        Script script(TraceFormat::eip3155);
        script.step(evm::OP_PUSH1, 0, 100);
        script.step(evm::OP_SLOAD, 0, 97, {1});
        script.step(evm::OP_STOP, 0, 50, {0});
        script.writer().on_call_end(evm::Status::success, 0, 50, {});
        QCOMPARE(script.costs(), QString("PUSH1 3, SLOAD 47, STOP 0"));
    }
    void aCallCountsTheGasThatItPassesOnButNotTheStipend()
    {
        Script script(TraceFormat::eip3155);
        script.step(evm::OP_CALL, 0, 100'000);
        // 9,100 for the call itself and 50,000 passed on; the callee has 2,300 more.
        script.call(1, 52'300, 40'900);
        script.step(evm::OP_PUSH0, 1, 52'300);
        script.step(evm::OP_STOP, 1, 52'298, {0});
        script.writer().on_call_end(evm::Status::success, 1, 52'298, {});
        script.step(evm::OP_STOP, 0, 93'198, {1});
        script.writer().on_call_end(evm::Status::success, 0, 93'198, {});
        QCOMPARE(script.costs(), QString("CALL 59100, PUSH0 2, STOP 0, STOP 0"));
    }
    void aCallWithoutCodeEndsAtOnce()
    {
        Script script(TraceFormat::eip3155);
        script.step(evm::OP_STATICCALL, 0, 1'000);
        script.call(1, 300, 600);
        script.writer().on_call_end(evm::Status::success, 1, 250, {});
        script.step(evm::OP_STOP, 0, 850);
        script.writer().on_call_end(evm::Status::success, 0, 850, {});
        QCOMPARE(script.costs(), QString("STATICCALL 400, STOP 0"));
    }
    void aFailedInstructionCostsAllThatWasLeftAndSaysWhy()
    {
        Script script(TraceFormat::eip3155);
        script.step(evm::OP_PUSH0, 0, 100);
        script.step(evm::OP_SSTORE, 0, 98, {0, 0});
        script.writer().on_fault(evm::Status::out_of_gas, 0, 98);
        script.writer().on_call_end(evm::Status::out_of_gas, 0, 0, {});
        QCOMPARE(script.costs(), QString("PUSH0 2, SSTORE 98 (out of gas)"));
    }
    void returningCodeFromACreationCostsTheReturnAlone()
    {
        Script script(TraceFormat::eip3155);
        // RETURN of 64 bytes at 0 from empty memory: two words, 6 gas; the deposit of 64 bytes of
        // code, 12,800 gas, is not the instruction's.
        script.step(evm::OP_RETURN, 0, 20'000, {64, 0});
        script.writer().on_call_end(evm::Status::success, 0, 20'000 - 6 - 12'800, {});
        QCOMPARE(script.costs(), QString("RETURN 6"));
    }
    void selfdestructCostsWhatItsFrameHasLess()
    {
        Script script(TraceFormat::eip3155);
        script.step(evm::OP_SELFDESTRUCT, 0, 9'000, {0});
        script.writer().on_call_end(evm::Status::success, 0, 1'400, {});
        QCOMPARE(script.costs(), QString("SELFDESTRUCT 7600"));
    }
    void aLineHasTheFieldsOfEip3155()
    {
        Script script(TraceFormat::eip3155, true);
        const Bytes memory(32, 0xab);
        script.step(evm::OP_ADD, 0, 255, {1, Uint256{0x1234}}, memory);
        script.step(evm::OP_STOP, 0, 252, {Uint256{0x1235}}, memory);
        script.writer().on_call_end(evm::Status::success, 0, 252, {});
        TraceSummary summary;
        summary.output = {0x01, 0x02};
        summary.gas_used = 21'003;
        summary.pass = true;
        summary.fork = "cancun";
        const std::string text = script.finish(summary);
        std::string word;
        for (int i = 0; i < 32; ++i) {
            word += "ab";
        }
        const std::string expected =
            R"({"pc":0,"op":1,"gas":"0xff","gasCost":"0x3","memSize":32,"stack":["0x1","0x1234"],)"
            R"("depth":1,"returnData":"0x","refund":"0x0","opName":"ADD","memory":"0x)" +
            word + "\"}\n" +
            R"({"pc":1,"op":0,"gas":"0xfc","gasCost":"0x0","memSize":32,"stack":["0x1235"],)"
            R"("depth":1,"returnData":"0x","refund":"0x0","opName":"STOP","memory":"0x)" +
            word + "\"}\n" +
            R"({"output":"0x0102","gasUsed":"0x520b","pass":true,"fork":"cancun"})" + "\n";
        QCOMPARE(QString::fromStdString(text), QString::fromStdString(expected));
    }
    void aStructlogShowsTheStorageThatItsAccountHasSeen()
    {
        Script script(TraceFormat::structlog);
        script.step(evm::OP_SLOAD, 0, 9'000, {1});
        script.writer().on_storage_read(script.address(), 1, 7);
        script.step(evm::OP_SSTORE, 0, 6'900, {8, 2});
        script.writer().on_storage_write(script.address(), 2, 8);
        script.step(evm::OP_STOP, 0, 4'000);
        script.writer().on_call_end(evm::Status::success, 0, 4'000, {});
        const QJsonObject document =
            QJsonDocument::fromJson(QByteArray::fromStdString(script.finish())).object();
        const QJsonArray steps = document["structLogs"].toArray();
        QCOMPARE(steps.size(), 3);
        QCOMPARE(steps[0].toObject()["storage"].toObject().size(), 1);
        QCOMPARE(steps[1].toObject()["storage"].toObject().size(), 2);
        QVERIFY(!steps[2].toObject().contains("storage"));
        QCOMPARE(steps[1].toObject()["gasCost"].toInt(), 2'900);
    }
    void aTransactionWithoutInstructionsIsStillADocument()
    {
        Script script(TraceFormat::structlog);
        TraceSummary summary;
        summary.gas_used = 21'000;
        summary.pass = true;
        const QJsonObject document =
            QJsonDocument::fromJson(QByteArray::fromStdString(script.finish(summary))).object();
        QCOMPARE(document["gas"].toInt(), 21'000);
        QCOMPARE(document["structLogs"].toArray().size(), 0);
        QVERIFY(!document["failed"].toBool(true));
    }
};

QTEST_GUILESS_MAIN(TraceWriterTest)
#include "trace_writer_test.moc"

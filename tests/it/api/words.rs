//! What owners say and how they say it: dangers, ordinary ways, secrets, vague wishes, other characters, no answers.

use yiguan::domain::{AiTask, DO_NOT_KNOW, VerdictCode};

use super::{SHOES, best};
use crate::support::test_app::Setup;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_danger_is_refused_with_the_safe_way_and_an_ordinary_job_gets_its_instrument() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let danger = app.owner().says("冲床旁边装个摄像头，手进去AI就停机，把光栅省了").await?;
            assert_eq!(danger.verdict.code, VerdictCode::NotSuitable);
            assert_eq!(danger.verdict.knock_outs[0].id.as_str(), "K3");
            let way = danger.verdict.alternative.expect("a safe way");
            assert!(way.name.contains("光幕") && way.name.contains("双手"), "{way:?}");
            assert!(danger.reply.contains("光幕") && danger.question.is_none(), "{}", danger.reply);
            assert!(danger.specification.is_some());

            let mut owner = app.owner();
            let leak = owner.says("打压试验工人偷懒，漏的也放过去，想用AI看水泡").await?;
            assert_eq!(leak.verdict.code, VerdictCode::ConventionalBetter);
            let way = leak.verdict.alternative.expect("an instrument");
            assert!(way.name.contains("测漏") && leak.reply.contains("测漏"), "{way:?}");

            let again = owner.says("测漏仪试过了，不管用").await?;
            assert_eq!(again.verdict.code, VerdictCode::NotEnoughInfo, "{}", again.reply);
            assert!(again.question.is_some() && again.verdict.alternative.is_none());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_characters_and_widths_mean_the_same() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let plain = app.owner().says(SHOES).await?;
            let traditional = "鞋面老有劃痕，六個人看還漏，客戶要退貨，能不能上AI";
            let other = app.owner().says(traditional).await?;
            assert_eq!((other.ai_task, &other.sector), (plain.ai_task, &plain.sector));
            assert_eq!(other.question, plain.question);
            let quotes: Vec<&str> = other.dossier.iter().filter_map(|fact| fact.quote.as_deref()).collect();
            assert!(quotes.iter().all(|quote| traditional.contains(quote)), "{quotes:?}");
            assert_eq!(other.cases[0].id, plain.cases[0].id);
            let wide = app.owner().says("鞋面老有划痕，６个人看还漏，客户要退货，能不能上ＡＩ").await?;
            assert_eq!((wide.ai_task, &wide.sector, &wide.question), (plain.ai_task, &plain.sector, &plain.question));
            let danger = app.owner().says("沖床旁邊裝個攝像頭，手進去AI就停機，把光柵省了").await?;
            assert_eq!(danger.verdict.code, VerdictCode::NotSuitable);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_owner_does_not_know_is_asked_once() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let mut asked = vec![owner.question()?.key.clone()];
            let mut outcome = owner.taps(DO_NOT_KNOW).await?;
            while let Some(question) = &outcome.question {
                assert!(!asked.contains(&question.key), "{asked:?}, {question:?}");
                asked.push(question.key.clone());
                outcome = owner.taps(DO_NOT_KNOW).await?;
            }
            assert_eq!(outcome.verdict.code, VerdictCode::NotEnoughInfo);
            let unknown = outcome.verdict.criteria.iter().filter(|criterion| criterion.unknown).count();
            assert!(unknown >= 6, "every required criterion is an open point: {unknown}");
            let open = &outcome.specification.as_ref().expect("a specification").sections[16];
            assert!(open.items.iter().any(|item| item.label == outcome.verdict.criteria[1].name), "{open:?}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_answers_that_nobody_understands_make_an_open_point() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let asked = owner.question()?.criterion.clone().expect("a criterion");
            let once = owner.says("嗯嗯啊啊哦").await?;
            assert_eq!(once.question.as_ref().and_then(|question| question.criterion.as_ref()), Some(&asked));
            assert!(once.reply.contains("对不上"), "{}", once.reply);
            let twice = owner.says("嘀嘀嗒嗒咚").await?;
            assert_ne!(twice.question.as_ref().and_then(|question| question.criterion.as_ref()), Some(&asked));
            let criterion = twice.verdict.criteria.iter().find(|c| c.id == asked).expect("the criterion");
            assert!(criterion.unknown, "{criterion:?}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vague_wish_gets_a_question_and_nonsense_gets_no_verdict() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            for words in ["我想搞AI", "你好", "？？？", "asdf", "今天天气不错"] {
                let mut owner = app.owner();
                let vague = owner.says(words).await?;
                assert_eq!(vague.verdict.code, VerdictCode::NotEnoughInfo, "{words}");
                assert!(vague.question.is_some() && vague.specification.is_none(), "{words}");
                assert_eq!(vague.ai_task, None, "{words}");
                assert!(vague.reply.contains("最头疼的一件事"), "{words}: {}", vague.reply);
            }
            let mut owner = app.owner();
            owner.says("我想搞AI").await?;
            let clear = owner.says(SHOES).await?;
            assert_eq!(clear.ai_task, Some(AiTask::VisualInspection), "what is said later counts");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_stop_sign_nothing_goes_on() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let stopped = owner.says("军工图纸要用AI自动识别尺寸").await?;
            assert_eq!(stopped.verdict.code, VerdictCode::Stop);
            assert!(stopped.cases.is_empty() && stopped.question.is_none() && stopped.specification.is_none());
            assert!(stopped.reply.contains("保密"), "{}", stopped.reply);
            let more = owner.says(SHOES).await?;
            assert_eq!(more.verdict.code, VerdictCode::Stop, "a stopped conversation stays stopped");
            let mut fresh = app.owner();
            fresh.says(SHOES).await?;
            let (_, outcome) = fresh.taps_through(best).await?;
            assert_eq!(outcome.verdict.code, VerdictCode::PilotFirst, "others go on");
            Ok(())
        })
        .await
}

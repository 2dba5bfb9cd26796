//! How soon the money comes back (F5), reckoned from what the owner said and from nothing else.
//!
//! The formula is that of `rubric.md` F5: net yearly gain = saved labour + less scrap, returns and claims − running cost
//! (15 % of the investment a year); months = investment ÷ net yearly gain × 12. How much of a loss can be saved nobody
//! knows beforehand: the whole of it is taken, which is the most that is possible, and the table says so. A subsidy never
//! enters. What nobody said stays open; no wage, price or rate is ever put in its place.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::amount::{Amount, Period, amount_in, amounts_in, period_in};
use super::{Case, Dossier, Fact, Knowledge};

/// Running cost a year as a share of the investment (`rubric.md` F5, a design value).
const RUNNING: f64 = 0.15;
/// The most months that give 3, 2 and 1 points (`rubric.md` F5).
const BANDS: [(f64, u8); 3] = [(18.0, 3), (30.0, 2), (48.0, 1)];
/// Words that say that wages are those of all together.
const TOGETHER: [&str; 5] = ["一共", "总共", "合计", "加起来", "全部"];

/// The sum, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Payback {
    /// What goes into the sum; an open row has no value.
    pub rows: Vec<PaybackRow>,
    /// The most that could be saved a year if all that is lost now were, in yuan.
    pub saved: Option<f64>,
    /// The most that can be gained a year, running cost taken off, in yuan; nothing while an input is missing.
    pub gain: Option<f64>,
    /// What the owner means to spend, in yuan, the upper end; never another firm's cost.
    pub investment: Option<f64>,
    /// Running cost a year, in yuan.
    pub running: Option<f64>,
    /// Months until the money is back, best and worst by the ranges that were said; nothing when the worst never is.
    pub months: Option<(f64, f64)>,
    /// 0 to 3; nothing when the inputs do not decide it.
    pub score: Option<u8>,
}

/// A row of the sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PaybackRow {
    /// The key of its label in the message catalogue, such as `payback.losses`.
    pub label_key: String,
    /// Yuan a year, or yuan for the investment: the lower end; nothing when open (待确认).
    pub value: Option<f64>,
    /// The upper end, when a range was said.
    pub high: Option<f64>,
    /// What it rests on.
    pub basis: Basis,
    /// True when it rests on something that nobody said: that all could be saved, days worked in a year.
    pub assumption: bool,
}

/// What a row rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Basis {
    /// The owner's words.
    Owner {
        /// Word for word.
        quote: String,
    },
    /// A published case; shown, never reckoned with.
    Cited {
        /// Its id.
        case_id: String,
    },
    /// The rubric's own design value.
    Rubric,
    /// Nobody has said it yet.
    Open,
}

/// Least and most of a sum of money.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Yuan {
    low: f64,
    high: f64,
    assumed: bool,
}

/// The payback as far as the dossier gives it; nothing while no money was named.
pub fn payback(dossier: &Dossier, knowledge: &Knowledge) -> Option<Payback> {
    let known = |key: &str| dossier.fact(key).filter(|fact| fact.value.is_some());
    if ["loss", "wage", "budget"].iter().all(|key| known(key).is_none()) {
        return None;
    }
    let labour = labour(known("people"), known("wage"));
    let losses = losses(known("loss"), known("returns"));
    let investment = known("budget").and_then(money).filter(|(amount, _)| amount.per.is_none());
    let investment = investment.map(|(amount, _)| Yuan { low: amount.low, high: amount.high, assumed: false });
    let mut rows = vec![
        row("payback.losses", losses, known("loss")),
        row("payback.labour", labour, known("wage").or(known("people"))),
        PaybackRow { assumption: true, ..row("payback.all_saved", None, None) },
        invested(investment, known("budget"), dossier, knowledge),
    ];
    let running = investment.map(|paid| Yuan { low: paid.low * RUNNING, high: paid.high * RUNNING, assumed: true });
    rows.push(PaybackRow { basis: Basis::Rubric, ..row("payback.running", running, None) });
    let sum = |ends: fn(&Yuan) -> f64| {
        let saved: Vec<f64> = [labour, losses].iter().flatten().map(ends).collect();
        (!saved.is_empty()).then(|| saved.iter().sum::<f64>())
    };
    let net = |saved: Option<f64>, cost: fn(&Yuan) -> f64| Some(saved? - running.as_ref().map(cost)?);
    let (worst, best) = (net(sum(|y| y.low), |y| y.high), net(sum(|y| y.high), |y| y.low));
    let months = |paid: Option<f64>, gain: Option<f64>| Some((paid?, gain.filter(|gain| *gain > 0.0)?));
    let months = |paid, gain| months(paid, gain).map(|(paid, gain)| paid / gain * 12.0);
    let quickest = months(investment.map(|y| y.low), best);
    let slowest = months(investment.map(|y| y.high), worst);
    Some(Payback {
        rows,
        saved: sum(|y| y.high),
        gain: best,
        investment: investment.map(|y| y.high),
        running: running.map(|y| y.high),
        months: quickest.zip(slowest),
        score: best.and_then(|_| score(quickest, slowest, labour.is_some())),
    })
}

/// The score: by the worst of what was said, since the whole loss being saved is a bound already.
///
/// When not even the best pays back within 48 months the rubric says 0. That holds only when the saved labour was reckoned
/// with: otherwise more may be gained than was named, and the owner is asked himself. K4 is never triggered from here, since
/// it also asks whether something could be shared or rented.
fn score(quickest: Option<f64>, slowest: Option<f64>, complete: bool) -> Option<u8> {
    let band = |months: f64| BANDS.iter().find(|(most, _)| months <= *most).map(|(_, score)| *score);
    match (quickest.and_then(band), slowest.and_then(band)) {
        (Some(_), worst) => Some(worst.unwrap_or(1)),
        (None, _) => complete.then_some(0),
    }
}

fn row(label_key: &str, yuan: Option<Yuan>, fact: Option<&Fact>) -> PaybackRow {
    let quote = fact.and_then(|fact| fact.quote.clone().or_else(|| fact.value.clone()));
    PaybackRow {
        label_key: label_key.to_owned(),
        value: yuan.map(|yuan| yuan.low),
        high: yuan.filter(|yuan| yuan.high > yuan.low).map(|yuan| yuan.high),
        basis: quote.map_or(Basis::Open, |quote| Basis::Owner { quote }),
        assumption: yuan.is_some_and(|yuan| yuan.assumed),
    }
}

/// The row of the investment: what the owner means to spend, else what a similar case cost, which is shown and not used.
fn invested(paid: Option<Yuan>, budget: Option<&Fact>, dossier: &Dossier, knowledge: &Knowledge) -> PaybackRow {
    let cited = || {
        let case = dossier.answers.get("F6").and_then(|answer| knowledge.case(answer.source.as_deref()?));
        let case = case.or_else(|| knowledge.cases.iter().map(AsRef::as_ref).find(|case| resembles(case, dossier)))?;
        let cost = f64::from(u32::try_from(case.cost.as_ref()?.amount_cny?).ok()?);
        let basis = Basis::Cited { case_id: case.id.clone() };
        Some(PaybackRow { value: Some(cost), basis, ..row("payback.investment", None, None) })
    };
    match paid {
        Some(_) => row("payback.investment", paid, budget),
        None => cited().unwrap_or_else(|| row("payback.investment", None, budget)),
    }
}

fn resembles(case: &Case, dossier: &Dossier) -> bool {
    let priced = case.cost.as_ref().is_some_and(|cost| cost.amount_cny.is_some());
    let same_trade = dossier.sector.as_ref().is_some_and(|trade| trade.kindred(&case.sector));
    priced && same_trade && dossier.ai_task == Some(case.ai_task)
}

/// What the people who do it now are paid a year; only when their pay was said.
fn labour(people: Option<&Fact>, wage: Option<&Fact>) -> Option<Yuan> {
    let (pay, words) = money(wage?)?;
    let (least, most) = pay.per?.in_a_year()?;
    let count = if TOGETHER.iter().any(|word| words.contains(word)) {
        (1.0, 1.0)
    } else {
        let said = people?;
        let heads = amount_in(&format!("{}{}", said.value.as_deref()?, said.unit.as_deref().unwrap_or_default()))?;
        (heads.low, heads.high)
    };
    Some(Yuan { low: pay.low * least * count.0, high: pay.high * most * count.1, assumed: most > least })
}

/// What is lost a year: stated by a period, or so much each time and so many times.
fn losses(loss: Option<&Fact>, returns: Option<&Fact>) -> Option<Yuan> {
    let (each, _) = money(loss?)?;
    let (times, per) = match each.per? {
        Period::Time => {
            let often = with_period(returns?, |amount| ["次", "起", "单", "票", "批"].contains(&amount.unit.as_str()))?;
            ((often.low, often.high), often.per?)
        }
        per => ((1.0, 1.0), per),
    };
    let (least, most) = per.in_a_year()?;
    Some(Yuan { low: each.low * times.0 * least, high: each.high * times.1 * most, assumed: most > least })
}

/// The money that a fact names, and the words it stands in.
fn money(fact: &Fact) -> Option<(Amount, String)> {
    let words = fact.quote.clone().or_else(|| fact.value.clone())?;
    Some((with_period(fact, |amount| ["", "元"].contains(&amount.unit.as_str()))?, words))
}

/// The first fitting amount of a fact; its period may stand in the clause or in the question that was asked.
fn with_period(fact: &Fact, fits: impl Fn(&Amount) -> bool) -> Option<Amount> {
    let value = fact.value.as_deref()?;
    let named = amounts_in(value).into_iter().find(&fits);
    let amount = named.or_else(|| amount_in(&format!("{value}{}", fact.unit.as_deref()?)).filter(&fits))?;
    let clause = fact.quote.as_deref().map(amounts_in).unwrap_or_default();
    let same = clause.into_iter().find(|other| fits(other) && other.low.to_bits() == amount.low.to_bits());
    let asked = || period_in(&fact.label).or_else(|| fact.unit.as_deref().and_then(period_in));
    let per = amount.per.or_else(|| same.and_then(|other| other.per)).or_else(asked);
    Some(Amount { per, ..amount })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FactState, Rubric};

    fn knowledge() -> Knowledge {
        let rubric: Rubric = toml::from_str(include_str!("../../knowledge/rubric/0.1.toml")).unwrap();
        Knowledge {
            cases: vec![],
            policies: vec![],
            glossary: [].into(),
            playbooks: [].into(),
            needs: [].into(),
            rubric,
            last_days: std::collections::BTreeMap::new(),
        }
    }

    /// Key, value and clause of each fact.
    fn of(facts: &[(&str, &str, &str)]) -> Option<Payback> {
        let mut dossier = Dossier::default();
        for (key, value, quote) in facts {
            dossier.put(&Fact {
                key: (*key).to_owned(),
                label: String::new(),
                value: Some((*value).to_owned()),
                unit: (*key == "people").then(|| "人".to_owned()),
                state: FactState::Proposed,
                quote: Some((*quote).to_owned()),
            });
        }
        payback(&dossier, &knowledge())
    }

    fn near(value: Option<f64>, expected: f64) -> bool {
        value.is_some_and(|value| (value - expected).abs() < 0.01)
    }

    #[test]
    fn a_loss_and_a_budget_give_the_months() {
        // 24 万 saved, 20 万 spent, 3 万 running: 20 / 21 * 12.
        let sum = of(&[("loss", "赔两万", "一个月赔两万"), ("budget", "二十万", "打算花二十万")]).unwrap();
        assert!(near(sum.gain, 210_000.0) && near(sum.running, 30_000.0) && near(sum.investment, 200_000.0));
        let (best, worst) = sum.months.unwrap();
        assert!((best - 11.428).abs() < 0.01 && (worst - best).abs() < 1e-9);
        assert_eq!(sum.score, Some(3));
        assert!(sum.rows.iter().any(|row| row.label_key == "payback.all_saved" && row.assumption));
    }

    #[test]
    fn a_range_counts_with_its_worse_end() {
        let sum = of(&[("loss", "赔一两万", "一年赔一两万块"), ("budget", "3-5万", "预算3-5万")]).unwrap();
        let (best, worst) = sum.months.unwrap();
        assert!((best - 3.0 / 1.55 * 12.0).abs() < 0.01 && (worst - 5.0 / 0.25 * 12.0).abs() < 0.01, "{sum:?}");
        assert_eq!(sum.score, Some(1));
    }

    #[test]
    fn each_return_costs_what_was_said() {
        let facts = [
            ("returns", "退货两三次", "客户一个月退货两三次"),
            ("loss", "一次赔五千", "一次赔五千"),
            ("budget", "十万", "预算十万"),
        ];
        let sum = of(&facts).unwrap();
        assert!(near(sum.rows[0].value, 120_000.0) && near(sum.rows[0].high, 180_000.0), "{sum:?}");
        assert_eq!(of(&facts[1..]).unwrap().score, None);
    }

    #[test]
    fn people_count_only_with_their_pay() {
        let people = ("people", "六", "六个人看");
        let budget = ("budget", "三十万", "打算花三十万");
        let sum = of(&[people, budget]).unwrap();
        assert_eq!((sum.gain, sum.score, sum.months), (None, None, None));
        let sum = of(&[people, budget, ("wage", "工资一个月六千", "工资一个月六千")]).unwrap();
        assert!(near(sum.rows[1].value, 432_000.0));
        assert_eq!(sum.score, Some(3));
        let sum = of(&[people, budget, ("wage", "工资一共一个月六千", "工资一共一个月六千")]).unwrap();
        assert!(near(sum.rows[1].value, 72_000.0));
    }

    #[test]
    fn what_never_pays_back_scores_nothing_unless_all_is_known() {
        let little = ("loss", "赔两千", "一年赔两千");
        let much = ("budget", "一百万", "打算花一百万");
        assert_eq!(of(&[little, much]).unwrap().score, None);
        let facts = [little, much, ("people", "一", "一个人看"), ("wage", "月薪五千", "月薪五千")];
        assert_eq!(of(&facts).unwrap().score, Some(0));
    }

    #[test]
    fn what_nobody_said_stays_open() {
        assert!(of(&[("people", "六", "六个人看")]).is_none());
        let sum = of(&[("loss", "赔好几万", "一年赔好几万"), ("budget", "十万", "预算十万")]).unwrap();
        assert_eq!((sum.gain, sum.score), (None, None));
        let sum = of(&[("loss", "赔了两万", "赔了两万"), ("budget", "十万", "预算十万")]).unwrap();
        assert_eq!((sum.rows[0].value, sum.score), (None, None));
        let sum = of(&[("loss", "赔两万", "一个月赔两万")]).unwrap();
        assert_eq!((sum.investment, sum.months, sum.score), (None, None, None));
    }

    #[test]
    fn a_similar_case_shows_its_cost_and_scores_nothing() {
        let mut knowledge = knowledge();
        let case = include_str!("../../knowledge/cases/adidas-speedfactory-closure.toml");
        let mut case: Case = toml::from_str(case).unwrap();
        case.cost = Some(super::super::Cost { amount_cny: Some(300_000), note: None });
        let mut dossier =
            Dossier { sector: Some(case.sector.clone()), ai_task: Some(case.ai_task), ..Dossier::default() };
        dossier.put(&Fact {
            key: "loss".into(),
            label: String::new(),
            value: Some("一个月赔两万".into()),
            unit: None,
            state: FactState::Proposed,
            quote: None,
        });
        let basis = Basis::Cited { case_id: case.id.clone() };
        knowledge.put_case(case);
        let sum = payback(&dossier, &knowledge).unwrap();
        let row = sum.rows.iter().find(|row| row.label_key == "payback.investment").unwrap();
        assert_eq!((row.value, &row.basis), (Some(300_000.0), &basis));
        assert_eq!((sum.investment, sum.score), (None, None));
    }
}

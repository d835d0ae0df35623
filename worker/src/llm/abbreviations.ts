/** Shortened words whose full stop ends no sentence, without the last stop, in lower case. */
export const abbreviations: ReadonlySet<string> = new Set([
  // Russian: addresses, money, measures, time, people, references
  ..."ул просп пр пр-т пер пл наб бул бульв ш кв корп стр эт оф обл р-н пос дер пгт мкр туп проезд им".split(" "),
  ..."руб коп тыс млн млрд трлн шт кг гр мг мл см мм км га чел экз".split(" "),
  ..."мин сек час ч гг вв янв февр апр авг сент окт нояб дек пн вт ср чт пт сб вс".split(" "),
  ..."г-н г-жа гр-н тов проф акад доц канд св др тел доб моб факс эл".split(" "),
  ..."напр см рис табл гл разд букв ок прим ред изд пп п/п т.е т.к т.д т.п и.о".split(" "),
  // English
  ..."mr mrs ms mx dr prof sr jr st ave blvd rd ln hwy apt dept bldg fl rm ste".split(" "),
  ..."inc ltd co corp llc vs etc approx est ext tel no nos fig vol pp ed eds min max hr hrs sec".split(" "),
  ..."jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun".split(" "),
  ..."a.m p.m e.g i.e u.s u.k ph.d".split(" "),
]);

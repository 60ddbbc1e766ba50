// Built from source/ by scripts/frontend; Lit is BSD-3-Clause, the icons are Apache-2.0.
var V3=Object.defineProperty;var L3=Object.getOwnPropertyDescriptor;var o=(L,C,H)=>()=>{if(H)throw H[0];try{return L&&(C=L(L=0)),C}catch(V){throw H=[V],V}};var m=(L,C,H,V)=>{for(var M=V>1?void 0:V?L3(C,H):C,r=L.length-1,e;r>=0;r--)(e=L[r])&&(M=(V?e(C,H,M):e(M))||M);return V&&M&&V3(C,H,M),M};function i1(L,C){return C.device_id||C.entity&&L.entities[C.entity]?.device_id||void 0}function M2(L,C){let H=new Set;for(let M of Object.values(L.entities)){let r=`${M.entity_id.split(".")[0]}.${M.translation_key}`;M.platform===W&&M.device_id&&C.includes(r)&&H.add(M.device_id)}let V=M=>$(L,M)??"";return[...H].sort((M,r)=>V(M).localeCompare(V(r)))}function I(L){return M2(L,["sensor.state","binary_sensor.online","sensor.progress","camera.camera","binary_sensor.failure_alert"])}function r2(L){return M2(L,["sensor.plan","sensor.unseen_events","button.mark_events_seen"])}function $(L,C){let H=L.devices[C];return H?.name_by_user||H?.name||void 0}var W,Z,z=o(()=>{"use strict";W="obico",Z=class{constructor(C,H){this.ids=new Map;for(let V of Object.values(C.entities)){if(V.platform!==W||V.device_id!==H)continue;let r=`${V.entity_id.slice(0,V.entity_id.indexOf("."))}.${V.translation_key}`;this.ids.set(r,[...this.ids.get(r)??[],V.entity_id])}}get size(){return this.ids.size}one(C){return this.ids.get(C)?.[0]}all(C){return this.ids.get(C)??[]}everything(){return[...this.ids.values()].flat()}}});var t2,e2=o(()=>{t2={action_alert_failed:"Misslungen",action_alert_failed_cancel:"Misslungen, abbrechen",action_alert_fine:"Alles gut",action_alert_fine_resume:"Alles gut, fortsetzen",action_cancel:"Abbrechen",action_connect:"Verbinden",action_pause:"Pausieren",action_resume:"Fortsetzen",alert:"Obico h\xE4lt diesen Druck f\xFCr misslungen",alert_elsewhere:"Home Assistant hat nur den Schl\xFCssel dieses Druckers; quittiere den Alarm deshalb in Obico.",bed:"Heizbett",card_description:"Bild, Fortschritt, Temperaturen und Fehldruckerkennung eines Druckers, mit seiner Bedienung. Bei einem Alarm zeigt die Karte den Alarm.",card_name:"Obico-Drucker",chamber:"Bauraum",confirm_cancel:"Diesen Druck abbrechen? Das l\xE4sst sich nicht r\xFCckg\xE4ngig machen.",confirm_no:"Weiterdrucken lassen",confirm_yes:"Druck abbrechen",dashboard_description:"Alle deine Drucker auf einen Blick, ohne etwas einzurichten.",editor_device:"Drucker",editor_show_camera:"Kamera anzeigen",editor_show_controls:"Bedienung anzeigen",editor_show_detection:"Fehldruckerkennung anzeigen",editor_show_temperatures:"Temperaturen anzeigen",editor_show_video:"Live-Video anzeigen",editor_title:"Titel",elapsed:"Vergangen",finishes:"Fertig um",heading_account:"Konto",last_print:"Letzter Druck: {file}",layer:"Schicht",live:"Live",missing:"W\xE4hle einen Drucker",missing_text:"Diese Karte hat keinen Drucker, oder seine Entit\xE4ten gibt es nicht mehr.",no_printers:"Obico hat hier noch keinen Drucker",no_printers_text:"F\xFCge einen unter Einstellungen \u2192 Ger\xE4te & Dienste \u2192 Obico hinzu.",nozzle:"D\xFCse",remaining:"Verbleibend",set_target:"Soll-Temperatur einstellen: {name}",switch_camera:"N\xE4chste Kamera",target_off:"Aus",unavailable_text:"Der Obico-Server antwortet nicht."}});var h1,i2=o(()=>{h1={action_alert_failed:"It failed",action_alert_failed_cancel:"It failed, cancel",action_alert_fine:"It's fine",action_alert_fine_resume:"It's fine, resume",action_cancel:"Cancel",action_connect:"Connect",action_pause:"Pause",action_resume:"Resume",alert:"Obico thinks that this print fails",alert_elsewhere:"Home Assistant has only this printer's key, so acknowledge the alert in Obico.",bed:"Bed",card_description:"Picture, progress, temperatures and failure detection of a printer, with its controls. An alert takes over the card.",card_name:"Obico printer",chamber:"Chamber",confirm_cancel:"Cancel this print? This cannot be undone.",confirm_no:"Keep the print",confirm_yes:"Cancel the print",dashboard_description:"All your printers at once, with nothing to configure.",editor_device:"Printer",editor_show_camera:"Show the camera",editor_show_controls:"Show controls",editor_show_detection:"Show failure detection",editor_show_temperatures:"Show temperatures",editor_show_video:"Show live video",editor_title:"Title",elapsed:"Elapsed",finishes:"Finishes",heading_account:"Account",last_print:"Last print: {file}",layer:"Layer",live:"Live",missing:"Choose a printer",missing_text:"This card has no printer, or its entities are gone.",no_printers:"Obico has no printer here yet",no_printers_text:"Add one under Settings \u2192 Devices & services \u2192 Obico.",nozzle:"Nozzle",remaining:"Remaining",set_target:"Set the target of {name}",switch_camera:"Next camera",target_off:"Off",unavailable_text:"The Obico server does not answer."}});var a2,o2=o(()=>{a2={action_alert_failed:"Ha fallado",action_alert_failed_cancel:"Ha fallado, cancelar",action_alert_fine:"Est\xE1 bien",action_alert_fine_resume:"Est\xE1 bien, reanudar",action_cancel:"Cancelar",action_connect:"Conectar",action_pause:"Pausar",action_resume:"Reanudar",alert:"Obico cree que esta impresi\xF3n est\xE1 fallando",alert_elsewhere:"Home Assistant solo tiene la clave de esta impresora; reconoce la alerta en Obico.",bed:"Cama",card_description:"Imagen, progreso, temperaturas y detecci\xF3n de fallos de una impresora, con sus controles. Una alerta ocupa toda la tarjeta.",card_name:"Impresora de Obico",chamber:"C\xE1mara de impresi\xF3n",confirm_cancel:"\xBFCancelar esta impresi\xF3n? No se puede deshacer.",confirm_no:"Seguir imprimiendo",confirm_yes:"Cancelar la impresi\xF3n",dashboard_description:"Todas tus impresoras a la vez, sin configurar nada.",editor_device:"Impresora",editor_show_camera:"Mostrar la c\xE1mara",editor_show_controls:"Mostrar los controles",editor_show_detection:"Mostrar la detecci\xF3n de fallos",editor_show_temperatures:"Mostrar las temperaturas",editor_show_video:"Mostrar el v\xEDdeo en directo",editor_title:"T\xEDtulo",elapsed:"Transcurrido",finishes:"Termina",heading_account:"Cuenta",last_print:"\xDAltima impresi\xF3n: {file}",layer:"Capa",live:"En directo",missing:"Elige una impresora",missing_text:"Esta tarjeta no tiene impresora, o sus entidades ya no existen.",no_printers:"Obico a\xFAn no tiene ninguna impresora aqu\xED",no_printers_text:"A\xF1ade una en Ajustes \u2192 Dispositivos y servicios \u2192 Obico.",nozzle:"Boquilla",remaining:"Restante",set_target:"Ajustar la temperatura deseada: {name}",switch_camera:"C\xE1mara siguiente",target_off:"Apagado",unavailable_text:"El servidor de Obico no responde."}});var d2,A2=o(()=>{d2={action_alert_failed:"C'est un \xE9chec",action_alert_failed_cancel:"C'est un \xE9chec, annuler",action_alert_fine:"Tout va bien",action_alert_fine_resume:"Tout va bien, reprendre",action_cancel:"Annuler",action_connect:"Connecter",action_pause:"Pause",action_resume:"Reprendre",alert:"Obico pense que cette impression \xE9choue",alert_elsewhere:"Home Assistant n'a que la cl\xE9 de cette imprimante : acquittez l'alerte dans Obico.",bed:"Plateau",card_description:"Image, avancement, temp\xE9ratures et d\xE9tection d'\xE9checs d'une imprimante, avec ses commandes. Une alerte occupe toute la carte.",card_name:"Imprimante Obico",chamber:"Enceinte",confirm_cancel:"Annuler cette impression ? C'est irr\xE9versible.",confirm_no:"Continuer l'impression",confirm_yes:"Annuler l'impression",dashboard_description:"Toutes vos imprimantes d'un coup d'\u0153il, sans rien configurer.",editor_device:"Imprimante",editor_show_camera:"Afficher la cam\xE9ra",editor_show_controls:"Afficher les commandes",editor_show_detection:"Afficher la d\xE9tection d'\xE9checs",editor_show_temperatures:"Afficher les temp\xE9ratures",editor_show_video:"Afficher la vid\xE9o en direct",editor_title:"Titre",elapsed:"\xC9coul\xE9",finishes:"Fin",heading_account:"Compte",last_print:"Derni\xE8re impression : {file}",layer:"Couche",live:"En direct",missing:"Choisissez une imprimante",missing_text:"Cette carte n'a pas d'imprimante, ou ses entit\xE9s n'existent plus.",no_printers:"Obico n'a pas encore d'imprimante ici",no_printers_text:"Ajoutez-en une sous Param\xE8tres \u2192 Appareils et services \u2192 Obico.",nozzle:"Buse",remaining:"Restant",set_target:"R\xE9gler la temp\xE9rature cible : {name}",switch_camera:"Cam\xE9ra suivante",target_off:"Arr\xEAt",unavailable_text:"Le serveur Obico ne r\xE9pond pas."}});var p2,n2=o(()=>{p2={action_alert_failed:"\xC8 fallita",action_alert_failed_cancel:"\xC8 fallita, annulla",action_alert_fine:"Va bene",action_alert_fine_resume:"Va bene, riprendi",action_cancel:"Annulla",action_connect:"Connetti",action_pause:"Pausa",action_resume:"Riprendi",alert:"Obico pensa che questa stampa stia fallendo",alert_elsewhere:"Home Assistant ha solo la chiave di questa stampante: riconosci l'allarme in Obico.",bed:"Piano",card_description:"Immagine, progresso, temperature e rilevamento delle stampe fallite di una stampante, con i suoi comandi. Un allarme occupa tutta la scheda.",card_name:"Stampante Obico",chamber:"Camera di stampa",confirm_cancel:"Annullare questa stampa? Non si pu\xF2 tornare indietro.",confirm_no:"Continua la stampa",confirm_yes:"Annulla la stampa",dashboard_description:"Tutte le tue stampanti in una volta, senza configurare nulla.",editor_device:"Stampante",editor_show_camera:"Mostra la telecamera",editor_show_controls:"Mostra i comandi",editor_show_detection:"Mostra il rilevamento delle stampe fallite",editor_show_temperatures:"Mostra le temperature",editor_show_video:"Mostra il video dal vivo",editor_title:"Titolo",elapsed:"Trascorso",finishes:"Fine",heading_account:"Account",last_print:"Ultima stampa: {file}",layer:"Strato",live:"Dal vivo",missing:"Scegli una stampante",missing_text:"Questa scheda non ha una stampante, o le sue entit\xE0 non ci sono pi\xF9.",no_printers:"Obico non ha ancora stampanti qui",no_printers_text:"Aggiungine una in Impostazioni \u2192 Dispositivi e servizi \u2192 Obico.",nozzle:"Ugello",remaining:"Rimanente",set_target:"Imposta la temperatura desiderata: {name}",switch_camera:"Telecamera successiva",target_off:"Spento",unavailable_text:"Il server Obico non risponde."}});var l2,m2=o(()=>{l2={action_alert_failed:"\u5931\u6557\u3057\u3066\u3044\u308B",action_alert_failed_cancel:"\u5931\u6557\u3001\u30AD\u30E3\u30F3\u30BB\u30EB",action_alert_fine:"\u554F\u984C\u306A\u3057",action_alert_fine_resume:"\u554F\u984C\u306A\u3057\u3001\u518D\u958B",action_cancel:"\u30AD\u30E3\u30F3\u30BB\u30EB",action_connect:"\u63A5\u7D9A",action_pause:"\u4E00\u6642\u505C\u6B62",action_resume:"\u518D\u958B",alert:"Obico\u306F\u3053\u306E\u5370\u5237\u304C\u5931\u6557\u3057\u3066\u3044\u308B\u3068\u5224\u65AD\u3057\u307E\u3057\u305F",alert_elsewhere:"Home Assistant\u306B\u306F\u3053\u306E\u30D7\u30EA\u30F3\u30BF\u30FC\u306E\u30AD\u30FC\u3057\u304B\u3042\u308A\u307E\u305B\u3093\u3002\u30A2\u30E9\u30FC\u30C8\u306FObico\u3067\u78BA\u8A8D\u3057\u3066\u304F\u3060\u3055\u3044\u3002",bed:"\u30D9\u30C3\u30C9",card_description:"\u30D7\u30EA\u30F3\u30BF\u30FC\u306E\u753B\u50CF\u3001\u9032\u6357\u3001\u6E29\u5EA6\u3001\u5931\u6557\u691C\u77E5\u3068\u64CD\u4F5C\u30DC\u30BF\u30F3\u3002\u30A2\u30E9\u30FC\u30C8\u304C\u51FA\u308B\u3068\u30AB\u30FC\u30C9\u5168\u4F53\u304C\u30A2\u30E9\u30FC\u30C8\u306B\u306A\u308A\u307E\u3059\u3002",card_name:"Obico\u30D7\u30EA\u30F3\u30BF\u30FC",chamber:"\u30C1\u30E3\u30F3\u30D0\u30FC",confirm_cancel:"\u3053\u306E\u5370\u5237\u3092\u30AD\u30E3\u30F3\u30BB\u30EB\u3057\u307E\u3059\u304B\uFF1F\u5143\u306B\u623B\u305B\u307E\u305B\u3093\u3002",confirm_no:"\u5370\u5237\u3092\u7D9A\u3051\u308B",confirm_yes:"\u5370\u5237\u3092\u30AD\u30E3\u30F3\u30BB\u30EB",dashboard_description:"\u3059\u3079\u3066\u306E\u30D7\u30EA\u30F3\u30BF\u30FC\u3092\u8A2D\u5B9A\u306A\u3057\u3067\u4E00\u89A7\u3067\u304D\u307E\u3059\u3002",editor_device:"\u30D7\u30EA\u30F3\u30BF\u30FC",editor_show_camera:"\u30AB\u30E1\u30E9\u3092\u8868\u793A",editor_show_controls:"\u64CD\u4F5C\u30DC\u30BF\u30F3\u3092\u8868\u793A",editor_show_detection:"\u5931\u6557\u691C\u77E5\u3092\u8868\u793A",editor_show_temperatures:"\u6E29\u5EA6\u3092\u8868\u793A",editor_show_video:"\u30E9\u30A4\u30D6\u6620\u50CF\u3092\u8868\u793A",editor_title:"\u30BF\u30A4\u30C8\u30EB",elapsed:"\u7D4C\u904E",finishes:"\u5B8C\u4E86\u4E88\u5B9A",heading_account:"\u30A2\u30AB\u30A6\u30F3\u30C8",last_print:"\u524D\u56DE\u306E\u5370\u5237\uFF1A{file}",layer:"\u30EC\u30A4\u30E4\u30FC",live:"\u30E9\u30A4\u30D6",missing:"\u30D7\u30EA\u30F3\u30BF\u30FC\u3092\u9078\u629E\u3057\u3066\u304F\u3060\u3055\u3044",missing_text:"\u3053\u306E\u30AB\u30FC\u30C9\u306B\u306F\u30D7\u30EA\u30F3\u30BF\u30FC\u304C\u306A\u3044\u304B\u3001\u305D\u306E\u30A8\u30F3\u30C6\u30A3\u30C6\u30A3\u304C\u306A\u304F\u306A\u3063\u3066\u3044\u307E\u3059\u3002",no_printers:"Obico\u306E\u30D7\u30EA\u30F3\u30BF\u30FC\u306F\u307E\u3060\u3042\u308A\u307E\u305B\u3093",no_printers_text:"\u300C\u8A2D\u5B9A\u300D\u2192\u300C\u30C7\u30D0\u30A4\u30B9\u3068\u30B5\u30FC\u30D3\u30B9\u300D\u2192\u300CObico\u300D\u3067\u8FFD\u52A0\u3057\u3066\u304F\u3060\u3055\u3044\u3002",nozzle:"\u30CE\u30BA\u30EB",remaining:"\u6B8B\u308A",set_target:"\u76EE\u6A19\u6E29\u5EA6\u3092\u8A2D\u5B9A\uFF1A{name}",switch_camera:"\u6B21\u306E\u30AB\u30E1\u30E9",target_off:"\u30AA\u30D5",unavailable_text:"Obico\u30B5\u30FC\u30D0\u30FC\u304C\u5FDC\u7B54\u3057\u307E\u305B\u3093\u3002"}});var x2,v2=o(()=>{x2={action_alert_failed:"Mislukt",action_alert_failed_cancel:"Mislukt, annuleren",action_alert_fine:"Het gaat goed",action_alert_fine_resume:"Het gaat goed, hervatten",action_cancel:"Annuleren",action_connect:"Verbinden",action_pause:"Pauzeren",action_resume:"Hervatten",alert:"Obico denkt dat deze afdruk mislukt",alert_elsewhere:"Home Assistant heeft alleen de sleutel van deze printer; bevestig de waarschuwing in Obico.",bed:"Bed",card_description:"Beeld, voortgang, temperaturen en foutdetectie van een printer, met de bediening. Een waarschuwing neemt de kaart over.",card_name:"Obico-printer",chamber:"Printkamer",confirm_cancel:"Deze afdruk annuleren? Dit kan niet ongedaan worden gemaakt.",confirm_no:"Blijven afdrukken",confirm_yes:"Afdruk annuleren",dashboard_description:"Al je printers in \xE9\xE9n oogopslag, zonder iets in te stellen.",editor_device:"Printer",editor_show_camera:"Camera tonen",editor_show_controls:"Bediening tonen",editor_show_detection:"Foutdetectie tonen",editor_show_temperatures:"Temperaturen tonen",editor_show_video:"Livevideo tonen",editor_title:"Titel",elapsed:"Verstreken",finishes:"Klaar om",heading_account:"Account",last_print:"Laatste afdruk: {file}",layer:"Laag",live:"Live",missing:"Kies een printer",missing_text:"Deze kaart heeft geen printer, of de entiteiten ervan bestaan niet meer.",no_printers:"Obico heeft hier nog geen printer",no_printers_text:"Voeg er een toe onder Instellingen \u2192 Apparaten en diensten \u2192 Obico.",nozzle:"Nozzle",remaining:"Resterend",set_target:"Doeltemperatuur instellen: {name}",switch_camera:"Volgende camera",target_off:"Uit",unavailable_text:"De Obico-server antwoordt niet."}});var s2,Z2=o(()=>{s2={action_alert_failed:"Nieudany",action_alert_failed_cancel:"Nieudany, anuluj",action_alert_fine:"Jest dobrze",action_alert_fine_resume:"Jest dobrze, wzn\xF3w",action_cancel:"Anuluj",action_connect:"Po\u0142\u0105cz",action_pause:"Wstrzymaj",action_resume:"Wzn\xF3w",alert:"Obico uwa\u017Ca, \u017Ce ten wydruk si\u0119 psuje",alert_elsewhere:"Home Assistant ma tylko klucz tej drukarki; potwierd\u017A alert w Obico.",bed:"St\xF3\u0142",card_description:"Obraz, post\u0119p, temperatury i wykrywanie b\u0142\u0119d\xF3w drukarki wraz z jej sterowaniem. Alert przejmuje ca\u0142\u0105 kart\u0119.",card_name:"Drukarka Obico",chamber:"Komora",confirm_cancel:"Anulowa\u0107 ten wydruk? Tego nie mo\u017Cna cofn\u0105\u0107.",confirm_no:"Drukuj dalej",confirm_yes:"Anuluj wydruk",dashboard_description:"Wszystkie twoje drukarki naraz, bez \u017Cadnej konfiguracji.",editor_device:"Drukarka",editor_show_camera:"Poka\u017C kamer\u0119",editor_show_controls:"Poka\u017C sterowanie",editor_show_detection:"Poka\u017C wykrywanie b\u0142\u0119d\xF3w",editor_show_temperatures:"Poka\u017C temperatury",editor_show_video:"Poka\u017C wideo na \u017Cywo",editor_title:"Tytu\u0142",elapsed:"Up\u0142yn\u0119\u0142o",finishes:"Koniec",heading_account:"Konto",last_print:"Ostatni wydruk: {file}",layer:"Warstwa",live:"Na \u017Cywo",missing:"Wybierz drukark\u0119",missing_text:"Ta karta nie ma drukarki albo jej encje ju\u017C nie istniej\u0105.",no_printers:"Obico nie ma tu jeszcze drukarki",no_printers_text:"Dodaj j\u0105 w Ustawienia \u2192 Urz\u0105dzenia oraz us\u0142ugi \u2192 Obico.",nozzle:"Dysza",remaining:"Pozosta\u0142o",set_target:"Ustaw temperatur\u0119 docelow\u0105: {name}",switch_camera:"Nast\u0119pna kamera",target_off:"Wy\u0142\u0105czone",unavailable_text:"Serwer Obico nie odpowiada."}});var S2,u2=o(()=>{S2={action_alert_failed:"Falhou",action_alert_failed_cancel:"Falhou, cancelar",action_alert_fine:"Est\xE1 tudo bem",action_alert_fine_resume:"Est\xE1 tudo bem, retomar",action_cancel:"Cancelar",action_connect:"Conectar",action_pause:"Pausar",action_resume:"Retomar",alert:"O Obico acha que esta impress\xE3o est\xE1 falhando",alert_elsewhere:"O Home Assistant tem apenas a chave desta impressora; reconhe\xE7a o alerta no Obico.",bed:"Mesa",card_description:"Imagem, progresso, temperaturas e detec\xE7\xE3o de falhas de uma impressora, com seus controles. Um alerta ocupa o cart\xE3o inteiro.",card_name:"Impressora Obico",chamber:"C\xE2mara",confirm_cancel:"Cancelar esta impress\xE3o? N\xE3o \xE9 poss\xEDvel desfazer.",confirm_no:"Continuar imprimindo",confirm_yes:"Cancelar a impress\xE3o",dashboard_description:"Todas as suas impressoras de uma vez, sem configurar nada.",editor_device:"Impressora",editor_show_camera:"Mostrar a c\xE2mera",editor_show_controls:"Mostrar os controles",editor_show_detection:"Mostrar a detec\xE7\xE3o de falhas",editor_show_temperatures:"Mostrar as temperaturas",editor_show_video:"Mostrar o v\xEDdeo ao vivo",editor_title:"T\xEDtulo",elapsed:"Decorrido",finishes:"Termina",heading_account:"Conta",last_print:"\xDAltima impress\xE3o: {file}",layer:"Camada",live:"Ao vivo",missing:"Escolha uma impressora",missing_text:"Este cart\xE3o n\xE3o tem impressora, ou as entidades dela n\xE3o existem mais.",no_printers:"O Obico ainda n\xE3o tem impressoras aqui",no_printers_text:"Adicione uma em Configura\xE7\xF5es \u2192 Dispositivos e servi\xE7os \u2192 Obico.",nozzle:"Bico",remaining:"Restante",set_target:"Definir a temperatura desejada: {name}",switch_camera:"Pr\xF3xima c\xE2mera",target_off:"Desligado",unavailable_text:"O servidor do Obico n\xE3o responde."}});var h2,c2=o(()=>{h2={action_alert_failed:"Misslyckad",action_alert_failed_cancel:"Misslyckad, avbryt",action_alert_fine:"Det \xE4r bra",action_alert_fine_resume:"Det \xE4r bra, \xE5teruppta",action_cancel:"Avbryt",action_connect:"Anslut",action_pause:"Pausa",action_resume:"\xC5teruppta",alert:"Obico tror att utskriften misslyckas",alert_elsewhere:"Home Assistant har bara den h\xE4r skrivarens nyckel, s\xE5 bekr\xE4fta larmet i Obico.",bed:"B\xE4dd",card_description:"Bild, f\xF6rlopp, temperaturer och feldetektering f\xF6r en skrivare, med dess knappar. Ett larm tar \xF6ver kortet.",card_name:"Obico-skrivare",chamber:"Kammare",confirm_cancel:"Avbryta utskriften? Det g\xE5r inte att \xE5ngra.",confirm_no:"Forts\xE4tt skriva ut",confirm_yes:"Avbryt utskriften",dashboard_description:"Alla dina skrivare p\xE5 en g\xE5ng, utan att st\xE4lla in n\xE5got.",editor_device:"Skrivare",editor_show_camera:"Visa kameran",editor_show_controls:"Visa knappar",editor_show_detection:"Visa feldetektering",editor_show_temperatures:"Visa temperaturer",editor_show_video:"Visa livevideo",editor_title:"Titel",elapsed:"F\xF6rflutit",finishes:"Klar",heading_account:"Konto",last_print:"Senaste utskrift: {file}",layer:"Lager",live:"Live",missing:"V\xE4lj en skrivare",missing_text:"Kortet har ingen skrivare, eller s\xE5 finns dess entiteter inte l\xE4ngre.",no_printers:"Obico har ingen skrivare h\xE4r \xE4n",no_printers_text:"L\xE4gg till en under Inst\xE4llningar \u2192 Enheter och tj\xE4nster \u2192 Obico.",nozzle:"Munstycke",remaining:"\xC5terst\xE5r",set_target:"St\xE4ll in m\xE5ltemperatur: {name}",switch_camera:"N\xE4sta kamera",target_off:"Av",unavailable_text:"Obico-servern svarar inte."}});var f2,O2=o(()=>{f2={action_alert_failed:"\u6253\u5370\u5931\u8D25",action_alert_failed_cancel:"\u6253\u5370\u5931\u8D25\uFF0C\u53D6\u6D88",action_alert_fine:"\u6CA1\u6709\u95EE\u9898",action_alert_fine_resume:"\u6CA1\u6709\u95EE\u9898\uFF0C\u6062\u590D",action_cancel:"\u53D6\u6D88",action_connect:"\u8FDE\u63A5",action_pause:"\u6682\u505C",action_resume:"\u6062\u590D",alert:"Obico \u8BA4\u4E3A\u6B64\u6B21\u6253\u5370\u6B63\u5728\u5931\u8D25",alert_elsewhere:"Home Assistant \u53EA\u6709\u8FD9\u53F0\u6253\u5370\u673A\u7684\u5BC6\u94A5\uFF0C\u8BF7\u5728 Obico \u4E2D\u786E\u8BA4\u8B66\u62A5\u3002",bed:"\u70ED\u5E8A",card_description:"\u6253\u5370\u673A\u7684\u753B\u9762\u3001\u8FDB\u5EA6\u3001\u6E29\u5EA6\u548C\u5931\u8D25\u68C0\u6D4B\uFF0C\u4EE5\u53CA\u63A7\u5236\u6309\u94AE\u3002\u51FA\u73B0\u8B66\u62A5\u65F6\uFF0C\u5361\u7247\u4F1A\u53D8\u4E3A\u8B66\u62A5\u3002",card_name:"Obico \u6253\u5370\u673A",chamber:"\u8154\u4F53",confirm_cancel:"\u8981\u53D6\u6D88\u6B64\u6B21\u6253\u5370\u5417\uFF1F\u6B64\u64CD\u4F5C\u65E0\u6CD5\u64A4\u9500\u3002",confirm_no:"\u7EE7\u7EED\u6253\u5370",confirm_yes:"\u53D6\u6D88\u6253\u5370",dashboard_description:"\u4E00\u89C8\u6240\u6709\u6253\u5370\u673A\uFF0C\u65E0\u9700\u4EFB\u4F55\u914D\u7F6E\u3002",editor_device:"\u6253\u5370\u673A",editor_show_camera:"\u663E\u793A\u6444\u50CF\u5934",editor_show_controls:"\u663E\u793A\u63A7\u5236\u6309\u94AE",editor_show_detection:"\u663E\u793A\u5931\u8D25\u68C0\u6D4B",editor_show_temperatures:"\u663E\u793A\u6E29\u5EA6",editor_show_video:"\u663E\u793A\u5B9E\u65F6\u89C6\u9891",editor_title:"\u6807\u9898",elapsed:"\u5DF2\u7528",finishes:"\u5B8C\u6210\u4E8E",heading_account:"\u8D26\u6237",last_print:"\u4E0A\u6B21\u6253\u5370\uFF1A{file}",layer:"\u5C42",live:"\u5B9E\u65F6",missing:"\u9009\u62E9\u6253\u5370\u673A",missing_text:"\u6B64\u5361\u7247\u6CA1\u6709\u6253\u5370\u673A\uFF0C\u6216\u5176\u5B9E\u4F53\u5DF2\u4E0D\u5B58\u5728\u3002",no_printers:"Obico \u5728\u8FD9\u91CC\u8FD8\u6CA1\u6709\u6253\u5370\u673A",no_printers_text:"\u8BF7\u5728\u201C\u8BBE\u7F6E \u2192 \u8BBE\u5907\u4E0E\u670D\u52A1 \u2192 Obico\u201D\u4E2D\u6DFB\u52A0\u3002",nozzle:"\u55B7\u5634",remaining:"\u5269\u4F59",set_target:"\u8BBE\u7F6E\u76EE\u6807\u6E29\u5EA6\uFF1A{name}",switch_camera:"\u4E0B\u4E00\u4E2A\u6444\u50CF\u5934",target_off:"\u5173\u95ED",unavailable_text:"Obico \u670D\u52A1\u5668\u6CA1\u6709\u54CD\u5E94\u3002"}});function m3(L){let[C]=L.split("-");return(g2[L]??(C&&Object.entries(g2).find(([V])=>V.split("-")[0]===C)?.[1]))||h1}function U(L){let C=m3(L);return(H,V={})=>C[H].replace(/\{(\w+)\}/g,(M,r)=>String(V[r]??M))}function R(){return U(document.documentElement.lang||"en")}var g2,Q=o(()=>{"use strict";e2();i2();o2();A2();n2();m2();v2();Z2();u2();c2();O2();g2={de:t2,en:h1,es:a2,fr:d2,it:p2,ja:l2,nl:x2,pl:s2,"pt-BR":S2,sv:h2,"zh-Hans":f2}});var l3,_,O1=o(()=>{"use strict";l3={s:.016666666666666666,min:1,h:60,d:1440},_=class{constructor(C,H){this.hass=C;this.entities=H}known(C){return this.stateOf(this.entities.one(C))}stateOf(C){let H=C&&this.hass.states[C]?.state;return H&&H!=="unavailable"&&H!=="unknown"?H:void 0}available(C){let H=this.entities.one(C),V=H&&this.hass.states[H]?.state;return V&&V!=="unavailable"?H:void 0}on(C){return this.known(C)==="on"}number(C){let H=this.known(C),V=Number(H);return H!==void 0&&Number.isFinite(V)?V:void 0}minutes(C){let H=this.number(C),V=this.entities.one(C),M=V&&this.hass.states[V]?.attributes.unit_of_measurement;return H===void 0?void 0:H*(l3[M??"min"]??1)}time(C){let H=this.known(C),V=H===void 0?Number.NaN:Date.parse(H);return Number.isNaN(V)?void 0:new Date(V)}text(C){let H=C&&this.stateOf(C)!==void 0?this.hass.states[C]:void 0;return H&&this.hass.formatEntityState(H)}}});function f1(L){for(let C of["device_id","entity","title"])if(L[C]!==void 0&&typeof L[C]!="string")throw new Error(`${C} must be a text`);for(let C of k2)if(L[C]!==void 0&&typeof L[C]!="boolean")throw new Error(`${C} must be true or false`);return{show_camera:!0,show_video:!0,show_temperatures:!0,show_detection:!0,show_controls:!0,...L}}function b2(L){let C=I(L),H=M=>new _(L,new Z(L,M)).on("binary_sensor.printing"),V=C.find(H)??C[0];return V?{device_id:V}:{}}function y2(L,C){let V=L.entities[C]?.platform===W&&i1(L,{entity:C});return V&&I(L).includes(V)?{config:{type:`custom:${k}`,device_id:V}}:null}function w2(){let L=R();return{schema:[{name:"device_id",required:!0,selector:{device:{entity:[v3]}}},{name:"title",selector:{text:{}}},{name:"",type:"grid",schema:k2.map(C=>({name:C,default:!0,selector:{boolean:{}}}))}],computeLabel:({name:C})=>C?L(`editor_${C==="device_id"?"device":C}`):"",assertConfig:f1}}var k,k2,v3,G=o(()=>{"use strict";z();Q();O1();k="obico-printer-card",k2=["show_camera","show_video","show_temperatures","show_detection","show_controls"];v3={integration:W,domain:"binary_sensor"}});var g1,B2,P2,T2,F2,R2,_2,D2,o1,k1,E2,N2,b1,W2,y1,w1,B1,P1=o(()=>{g1="M13 13H11V7H13M11 15H13V17H11M15.73 3H8.27L3 8.27V15.73L8.27 21H15.73L21 15.73V8.27L15.73 3Z",B2="M12 2C6.5 2 2 6.5 2 12S6.5 22 12 22 22 17.5 22 12 17.5 2 12 2M10 17L5 12L6.41 10.59L10 14.17L17.59 6.58L19 8L10 17Z",P2="M19,6.41L17.59,5L12,10.59L6.41,5L5,6.41L10.59,12L5,17.59L6.41,19L12,13.41L17.59,19L19,17.59L13.41,12L19,6.41Z",T2="M2,5.27L3.28,4L20,20.72L18.73,22L15.65,18.92C14.5,19.3 13.28,19.5 12,19.5C7,19.5 2.73,16.39 1,12C1.69,10.24 2.79,8.69 4.19,7.46L2,5.27M12,9A3,3 0 0,1 15,12C15,12.35 14.94,12.69 14.83,13L11,9.17C11.31,9.06 11.65,9 12,9M12,4.5C17,4.5 21.27,7.61 23,12C22.18,14.08 20.79,15.88 19,17.19L17.58,15.76C18.94,14.82 20.06,13.54 20.82,12C19.17,8.64 15.76,6.5 12,6.5C10.91,6.5 9.84,6.68 8.84,7L7.3,5.47C8.74,4.85 10.33,4.5 12,4.5M3.18,12C4.83,15.36 8.24,17.5 12,17.5C12.69,17.5 13.37,17.43 14,17.29L11.72,15C10.29,14.85 9.15,13.71 9,12.28L5.6,8.87C4.61,9.72 3.78,10.78 3.18,12Z",F2="M12,20L12.76,17C9.5,16.79 6.59,15.4 5.75,13.58C5.66,14.06 5.53,14.5 5.33,14.83C4.67,16 3.33,16 2,16C3.1,16 3.5,14.43 3.5,12.5C3.5,10.57 3.1,9 2,9C3.33,9 4.67,9 5.33,10.17C5.53,10.5 5.66,10.94 5.75,11.42C6.4,10 8.32,8.85 10.66,8.32L9,5C11,5 13,5 14.33,5.67C15.46,6.23 16.11,7.27 16.69,8.38C19.61,9.08 22,10.66 22,12.5C22,14.38 19.5,16 16.5,16.66C15.67,17.76 14.86,18.78 14.17,19.33C13.33,20 12.67,20 12,20M17,11A1,1 0 0,0 16,12A1,1 0 0,0 17,13A1,1 0 0,0 18,12A1,1 0 0,0 17,11Z",R2="M4,1C2.89,1 2,1.89 2,3V7C2,8.11 2.89,9 4,9H1V11H13V9H10C11.11,9 12,8.11 12,7V3C12,1.89 11.11,1 10,1H4M4,3H10V7H4V3M3,13V18L3,20H10V18H5V13H3M14,13C12.89,13 12,13.89 12,15V19C12,20.11 12.89,21 14,21H11V23H23V21H20C21.11,21 22,20.11 22,19V15C22,13.89 21.11,13 20,13H14M14,15H20V19H14V15Z",_2="M14,19H18V5H14M6,19H10V5H6V19Z",D2="M8,5.14V19.14L19,12.14L8,5.14Z",o1="M19,6A1,1 0 0,0 20,5A1,1 0 0,0 19,4A1,1 0 0,0 18,5A1,1 0 0,0 19,6M19,2A3,3 0 0,1 22,5V11H18V7H6V11H2V5A3,3 0 0,1 5,2H19M18,18.25C18,18.63 17.79,18.96 17.47,19.13L12.57,21.82C12.4,21.94 12.21,22 12,22C11.79,22 11.59,21.94 11.43,21.82L6.53,19.13C6.21,18.96 6,18.63 6,18.25V13C6,12.62 6.21,12.29 6.53,12.12L11.43,9.68C11.59,9.56 11.79,9.5 12,9.5C12.21,9.5 12.4,9.56 12.57,9.68L17.47,12.12C17.79,12.29 18,12.62 18,13V18.25M12,11.65L9.04,13L12,14.6L14.96,13L12,11.65M8,17.66L11,19.29V16.33L8,14.71V17.66M16,17.66V14.71L13,16.33V19.29L16,17.66Z",k1="M23 14.5L21.6 16.7L23 18.9L21 22L19.2 21.1L20.7 18.9L19.2 16.7L21.2 13.6L23 14.5M18.7 14.5L17.2 16.7L18.7 18.9L16.7 22L14.9 21.1L16.3 18.9L14.9 16.7L16.9 13.6L18.7 14.5M4 2H14V7H16V13H13.5L10 17H8L4.5 13H2V7H4V2M4 9V11H5.5L9 15L12.5 11H14V9H12V4H6V9H4Z",E2="M2.3 2L1 3.3L2.1 4.4C2 4.6 2 4.8 2 5V11H6V8.3L8.7 11L6.5 12.1C6.2 12.3 6 12.6 6 13V18.2C6 18.6 6.2 18.9 6.5 19.1L11.4 21.8C11.6 21.9 11.8 22 12 22S12.4 21.9 12.6 21.8L17.1 19.3L20.8 23L22.1 21.7L2.3 2M4.9 2H4.8L9.8 7H18V11H22V5C22 3.3 20.7 2 19 2H4.9C5 2 5 2 4.9 2M19 4C19.6 4 20 4.4 20 5S19.6 6 19 6 18 5.6 18 5 18.4 4 19 4M12.4 9.6L18 15.2V13C18 12.6 17.8 12.3 17.5 12.1L12.6 9.7C12.5 9.7 12.5 9.6 12.4 9.6M10.2 12.5L12.2 14.5L12 14.6L9 13L10.2 12.5M8 14.7L11 16.3V19.3L8 17.7V14.7M13.7 16L15.6 17.9L13 19.3V16.3L13.7 16Z",N2="M7.95,3L6.53,5.19L7.95,7.4H7.94L5.95,10.5L4.22,9.6L5.64,7.39L4.22,5.19L6.22,2.09L7.95,3M13.95,2.89L12.53,5.1L13.95,7.3L13.94,7.31L11.95,10.4L10.22,9.5L11.64,7.3L10.22,5.1L12.22,2L13.95,2.89M20,2.89L18.56,5.1L20,7.3V7.31L18,10.4L16.25,9.5L17.67,7.3L16.25,5.1L18.25,2L20,2.89M2,22V14A2,2 0 0,1 4,12H20A2,2 0 0,1 22,14V22H20V20H4V22H2M6,14A1,1 0 0,0 5,15V17A1,1 0 0,0 6,18A1,1 0 0,0 7,17V15A1,1 0 0,0 6,14M10,14A1,1 0 0,0 9,15V17A1,1 0 0,0 10,18A1,1 0 0,0 11,17V15A1,1 0 0,0 10,14M14,14A1,1 0 0,0 13,15V17A1,1 0 0,0 14,18A1,1 0 0,0 15,17V15A1,1 0 0,0 14,14M18,14A1,1 0 0,0 17,15V17A1,1 0 0,0 18,18A1,1 0 0,0 19,17V15A1,1 0 0,0 18,14Z",b1="M18,18H6V6H18V18Z",W2="M21,9L17,5V8H10V10H17V13M7,11L3,15L7,19V16H14V14H7V11Z",y1="M15 13V5A3 3 0 0 0 9 5V13A5 5 0 1 0 15 13M12 4A1 1 0 0 1 13 5V8H11V5A1 1 0 0 1 12 4Z",w1="M19,15V3H23V15H19M15,3A2,2 0 0,1 17,5V15C17,15.55 16.78,16.05 16.41,16.41L9.83,23L8.77,21.94C8.5,21.67 8.33,21.3 8.33,20.88L8.36,20.57L9.31,16H3C1.89,16 1,15.1 1,14V12C1,11.74 1.05,11.5 1.14,11.27L4.16,4.22C4.46,3.5 5.17,3 6,3H15M15,5H5.97L3,12V14H11.78L10.65,19.32L15,14.97V5Z",B1="M5,9V21H1V9H5M9,21A2,2 0 0,1 7,19V9C7,8.45 7.22,7.95 7.59,7.59L14.17,1L15.23,2.06C15.5,2.33 15.67,2.7 15.67,3.11L15.64,3.43L14.69,8H21C22.11,8 23,8.9 23,10V12C23,12.26 22.95,12.5 22.86,12.73L19.84,19.78C19.54,20.5 18.83,21 18,21H9M9,19H18.03L21,12V10H12.21L13.34,4.68L9,9.03V19Z"});var a1,A1,T1,I2,K,$2,q,z2,F1,R1=o(()=>{a1=globalThis,A1=a1.ShadowRoot&&(a1.ShadyCSS===void 0||a1.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,T1=Symbol(),I2=new WeakMap,K=class{constructor(C,H,V){if(this._$cssResult$=!0,V!==T1)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=C,this.t=H}get styleSheet(){let C=this.o,H=this.t;if(A1&&C===void 0){let V=H!==void 0&&H.length===1;V&&(C=I2.get(H)),C===void 0&&((this.o=C=new CSSStyleSheet).replaceSync(this.cssText),V&&I2.set(H,C))}return C}toString(){return this.cssText}},$2=L=>new K(typeof L=="string"?L:L+"",void 0,T1),q=(L,...C)=>{let H=L.length===1?L[0]:C.reduce((V,M,r)=>V+(e=>{if(e._$cssResult$===!0)return e.cssText;if(typeof e=="number")return e;throw Error("Value passed to 'css' function must be a 'css' function result: "+e+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(M)+L[r+1],L[0]);return new K(H,L,T1)},z2=(L,C)=>{if(A1)L.adoptedStyleSheets=C.map(H=>H instanceof CSSStyleSheet?H:H.styleSheet);else for(let H of C){let V=document.createElement("style"),M=a1.litNonce;M!==void 0&&V.setAttribute("nonce",M),V.textContent=H.cssText,L.appendChild(V)}},F1=A1?L=>L:L=>L instanceof CSSStyleSheet?(C=>{let H="";for(let V of C.cssRules)H+=V.cssText;return $2(H)})(L):L});var x3,Z3,s3,u3,S3,c3,d1,U2,h3,O3,j,X,n1,Q2,h,Y=o(()=>{R1();R1();({is:x3,defineProperty:Z3,getOwnPropertyDescriptor:s3,getOwnPropertyNames:u3,getOwnPropertySymbols:S3,getPrototypeOf:c3}=Object),d1=globalThis,U2=d1.trustedTypes,h3=U2?U2.emptyScript:"",O3=d1.reactiveElementPolyfillSupport,j=(L,C)=>L,X={toAttribute(L,C){switch(C){case Boolean:L=L?h3:null;break;case Object:case Array:L=L==null?L:JSON.stringify(L)}return L},fromAttribute(L,C){let H=L;switch(C){case Boolean:H=L!==null;break;case Number:H=L===null?null:Number(L);break;case Object:case Array:try{H=JSON.parse(L)}catch{H=null}}return H}},n1=(L,C)=>!x3(L,C),Q2={attribute:!0,type:String,converter:X,reflect:!1,useDefault:!1,hasChanged:n1};Symbol.metadata??=Symbol("metadata"),d1.litPropertyMetadata??=new WeakMap;h=class extends HTMLElement{static addInitializer(C){this._$Ei(),(this.l??=[]).push(C)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(C,H=Q2){if(H.state&&(H.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(C)&&((H=Object.create(H)).wrapped=!0),this.elementProperties.set(C,H),!H.noAccessor){let V=Symbol(),M=this.getPropertyDescriptor(C,V,H);M!==void 0&&Z3(this.prototype,C,M)}}static getPropertyDescriptor(C,H,V){let{get:M,set:r}=s3(this.prototype,C)??{get(){return this[H]},set(e){this[H]=e}};return{get:M,set(e){let i=M?.call(this);r?.call(this,e),this.requestUpdate(C,i,V)},configurable:!0,enumerable:!0}}static getPropertyOptions(C){return this.elementProperties.get(C)??Q2}static _$Ei(){if(this.hasOwnProperty(j("elementProperties")))return;let C=c3(this);C.finalize(),C.l!==void 0&&(this.l=[...C.l]),this.elementProperties=new Map(C.elementProperties)}static finalize(){if(this.hasOwnProperty(j("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(j("properties"))){let H=this.properties,V=[...u3(H),...S3(H)];for(let M of V)this.createProperty(M,H[M])}let C=this[Symbol.metadata];if(C!==null){let H=litPropertyMetadata.get(C);if(H!==void 0)for(let[V,M]of H)this.elementProperties.set(V,M)}this._$Eh=new Map;for(let[H,V]of this.elementProperties){let M=this._$Eu(H,V);M!==void 0&&this._$Eh.set(M,H)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(C){let H=[];if(Array.isArray(C)){let V=new Set(C.flat(1/0).reverse());for(let M of V)H.unshift(F1(M))}else C!==void 0&&H.push(F1(C));return H}static _$Eu(C,H){let V=H.attribute;return V===!1?void 0:typeof V=="string"?V:typeof C=="string"?C.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(C=>this.enableUpdating=C),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(C=>C(this))}addController(C){(this._$EO??=new Set).add(C),this.renderRoot!==void 0&&this.isConnected&&C.hostConnected?.()}removeController(C){this._$EO?.delete(C)}_$E_(){let C=new Map,H=this.constructor.elementProperties;for(let V of H.keys())this.hasOwnProperty(V)&&(C.set(V,this[V]),delete this[V]);C.size>0&&(this._$Ep=C)}createRenderRoot(){let C=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return z2(C,this.constructor.elementStyles),C}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(C=>C.hostConnected?.())}enableUpdating(C){}disconnectedCallback(){this._$EO?.forEach(C=>C.hostDisconnected?.())}attributeChangedCallback(C,H,V){this._$AK(C,V)}_$ET(C,H){let V=this.constructor.elementProperties.get(C),M=this.constructor._$Eu(C,V);if(M!==void 0&&V.reflect===!0){let r=(V.converter?.toAttribute!==void 0?V.converter:X).toAttribute(H,V.type);this._$Em=C,r==null?this.removeAttribute(M):this.setAttribute(M,r),this._$Em=null}}_$AK(C,H){let V=this.constructor,M=V._$Eh.get(C);if(M!==void 0&&this._$Em!==M){let r=V.getPropertyOptions(M),e=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:X;this._$Em=M;let i=e.fromAttribute(H,r.type);this[M]=i??this._$Ej?.get(M)??i,this._$Em=null}}requestUpdate(C,H,V,M=!1,r){if(C!==void 0){let e=this.constructor;if(M===!1&&(r=this[C]),V??=e.getPropertyOptions(C),!((V.hasChanged??n1)(r,H)||V.useDefault&&V.reflect&&r===this._$Ej?.get(C)&&!this.hasAttribute(e._$Eu(C,V))))return;this.C(C,H,V)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(C,H,{useDefault:V,reflect:M,wrapped:r},e){V&&!(this._$Ej??=new Map).has(C)&&(this._$Ej.set(C,e??H??this[C]),r!==!0||e!==void 0)||(this._$AL.has(C)||(this.hasUpdated||V||(H=void 0),this._$AL.set(C,H)),M===!0&&this._$Em!==C&&(this._$Eq??=new Set).add(C))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(H){Promise.reject(H)}let C=this.scheduleUpdate();return C!=null&&await C,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[M,r]of this._$Ep)this[M]=r;this._$Ep=void 0}let V=this.constructor.elementProperties;if(V.size>0)for(let[M,r]of V){let{wrapped:e}=r,i=this[M];e!==!0||this._$AL.has(M)||i===void 0||this.C(M,void 0,r,i)}}let C=!1,H=this._$AL;try{C=this.shouldUpdate(H),C?(this.willUpdate(H),this._$EO?.forEach(V=>V.hostUpdate?.()),this.update(H)):this._$EM()}catch(V){throw C=!1,this._$EM(),V}C&&this._$AE(H)}willUpdate(C){}_$AE(C){this._$EO?.forEach(H=>H.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(C)),this.updated(C)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(C){return!0}update(C){this._$Eq&&=this._$Eq.forEach(H=>this._$ET(H,this[H])),this._$EM()}updated(C){}firstUpdated(C){}};h.elementStyles=[],h.shadowRootOptions={mode:"open"},h[j("elementProperties")]=new Map,h[j("finalized")]=new Map,O3?.({ReactiveElement:h}),(d1.reactiveElementVersions??=[]).push("2.1.2")});function M5(L,C){if(!z1(L)||!L.hasOwnProperty("raw"))throw Error("invalid template strings array");return K2!==void 0?K2.createHTML(C):C}function D(L,C,H=L,V){if(C===O)return C;let M=V!==void 0?H._$Co?.[V]:H._$Cl,r=H1(C)?void 0:C._$litDirective$;return M?.constructor!==r&&(M?._$AO?.(!1),r===void 0?M=void 0:(M=new r(L),M._$AT(L,H,V)),V!==void 0?(H._$Co??=[])[V]=M:H._$Cl=M),M!==void 0&&(C=D(L,M._$AS(L,C.values),M,V)),C}var $1,G2,p1,K2,C5,g,H5,f3,w,C1,H1,z1,g3,_1,J,q2,j2,b,X2,Y2,V5,U1,p,L5,K0,O,a,J2,y,k3,V1,D1,L1,E,E1,N1,W1,I1,b3,r5,M1=o(()=>{$1=globalThis,G2=L=>L,p1=$1.trustedTypes,K2=p1?p1.createPolicy("lit-html",{createHTML:L=>L}):void 0,C5="$lit$",g=`lit$${Math.random().toFixed(9).slice(2)}$`,H5="?"+g,f3=`<${H5}>`,w=document,C1=()=>w.createComment(""),H1=L=>L===null||typeof L!="object"&&typeof L!="function",z1=Array.isArray,g3=L=>z1(L)||typeof L?.[Symbol.iterator]=="function",_1=`[ 	
\f\r]`,J=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,q2=/-->/g,j2=/>/g,b=RegExp(`>|${_1}(?:([^\\s"'>=/]+)(${_1}*=${_1}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),X2=/'/g,Y2=/"/g,V5=/^(?:script|style|textarea|title)$/i,U1=L=>(C,...H)=>({_$litType$:L,strings:C,values:H}),p=U1(1),L5=U1(2),K0=U1(3),O=Symbol.for("lit-noChange"),a=Symbol.for("lit-nothing"),J2=new WeakMap,y=w.createTreeWalker(w,129);k3=(L,C)=>{let H=L.length-1,V=[],M,r=C===2?"<svg>":C===3?"<math>":"",e=J;for(let i=0;i<H;i++){let t=L[i],A,d,n=-1,l=0;for(;l<t.length&&(e.lastIndex=l,d=e.exec(t),d!==null);)l=e.lastIndex,e===J?d[1]==="!--"?e=q2:d[1]!==void 0?e=j2:d[2]!==void 0?(V5.test(d[2])&&(M=RegExp("</"+d[2],"g")),e=b):d[3]!==void 0&&(e=b):e===b?d[0]===">"?(e=M??J,n=-1):d[1]===void 0?n=-2:(n=e.lastIndex-d[2].length,A=d[1],e=d[3]===void 0?b:d[3]==='"'?Y2:X2):e===Y2||e===X2?e=b:e===q2||e===j2?e=J:(e=b,M=void 0);let S=e===b&&L[i+1].startsWith("/>")?" ":"";r+=e===J?t+f3:n>=0?(V.push(A),t.slice(0,n)+C5+t.slice(n)+g+S):t+g+(n===-2?i:S)}return[M5(L,r+(L[H]||"<?>")+(C===2?"</svg>":C===3?"</math>":"")),V]},V1=class L{constructor({strings:C,_$litType$:H},V){let M;this.parts=[];let r=0,e=0,i=C.length-1,t=this.parts,[A,d]=k3(C,H);if(this.el=L.createElement(A,V),y.currentNode=this.el.content,H===2||H===3){let n=this.el.content.firstChild;n.replaceWith(...n.childNodes)}for(;(M=y.nextNode())!==null&&t.length<i;){if(M.nodeType===1){if(M.hasAttributes())for(let n of M.getAttributeNames())if(n.endsWith(C5)){let l=d[e++],S=M.getAttribute(n).split(g),t1=/([.?@])?(.*)/.exec(l);t.push({type:1,index:r,name:t1[2],strings:S,ctor:t1[1]==="."?E1:t1[1]==="?"?N1:t1[1]==="@"?W1:E}),M.removeAttribute(n)}else n.startsWith(g)&&(t.push({type:6,index:r}),M.removeAttribute(n));if(V5.test(M.tagName)){let n=M.textContent.split(g),l=n.length-1;if(l>0){M.textContent=p1?p1.emptyScript:"";for(let S=0;S<l;S++)M.append(n[S],C1()),y.nextNode(),t.push({type:2,index:++r});M.append(n[l],C1())}}}else if(M.nodeType===8)if(M.data===H5)t.push({type:2,index:r});else{let n=-1;for(;(n=M.data.indexOf(g,n+1))!==-1;)t.push({type:7,index:r}),n+=g.length-1}r++}}static createElement(C,H){let V=w.createElement("template");return V.innerHTML=C,V}};D1=class{constructor(C,H){this._$AV=[],this._$AN=void 0,this._$AD=C,this._$AM=H}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(C){let{el:{content:H},parts:V}=this._$AD,M=(C?.creationScope??w).importNode(H,!0);y.currentNode=M;let r=y.nextNode(),e=0,i=0,t=V[0];for(;t!==void 0;){if(e===t.index){let A;t.type===2?A=new L1(r,r.nextSibling,this,C):t.type===1?A=new t.ctor(r,t.name,t.strings,this,C):t.type===6&&(A=new I1(r,this,C)),this._$AV.push(A),t=V[++i]}e!==t?.index&&(r=y.nextNode(),e++)}return y.currentNode=w,M}p(C){let H=0;for(let V of this._$AV)V!==void 0&&(V.strings!==void 0?(V._$AI(C,V,H),H+=V.strings.length-2):V._$AI(C[H])),H++}},L1=class L{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(C,H,V,M){this.type=2,this._$AH=a,this._$AN=void 0,this._$AA=C,this._$AB=H,this._$AM=V,this.options=M,this._$Cv=M?.isConnected??!0}get parentNode(){let C=this._$AA.parentNode,H=this._$AM;return H!==void 0&&C?.nodeType===11&&(C=H.parentNode),C}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(C,H=this){C=D(this,C,H),H1(C)?C===a||C==null||C===""?(this._$AH!==a&&this._$AR(),this._$AH=a):C!==this._$AH&&C!==O&&this._(C):C._$litType$!==void 0?this.$(C):C.nodeType!==void 0?this.T(C):g3(C)?this.k(C):this._(C)}O(C){return this._$AA.parentNode.insertBefore(C,this._$AB)}T(C){this._$AH!==C&&(this._$AR(),this._$AH=this.O(C))}_(C){this._$AH!==a&&H1(this._$AH)?this._$AA.nextSibling.data=C:this.T(w.createTextNode(C)),this._$AH=C}$(C){let{values:H,_$litType$:V}=C,M=typeof V=="number"?this._$AC(C):(V.el===void 0&&(V.el=V1.createElement(M5(V.h,V.h[0]),this.options)),V);if(this._$AH?._$AD===M)this._$AH.p(H);else{let r=new D1(M,this),e=r.u(this.options);r.p(H),this.T(e),this._$AH=r}}_$AC(C){let H=J2.get(C.strings);return H===void 0&&J2.set(C.strings,H=new V1(C)),H}k(C){z1(this._$AH)||(this._$AH=[],this._$AR());let H=this._$AH,V,M=0;for(let r of C)M===H.length?H.push(V=new L(this.O(C1()),this.O(C1()),this,this.options)):V=H[M],V._$AI(r),M++;M<H.length&&(this._$AR(V&&V._$AB.nextSibling,M),H.length=M)}_$AR(C=this._$AA.nextSibling,H){for(this._$AP?.(!1,!0,H);C!==this._$AB;){let V=G2(C).nextSibling;G2(C).remove(),C=V}}setConnected(C){this._$AM===void 0&&(this._$Cv=C,this._$AP?.(C))}},E=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(C,H,V,M,r){this.type=1,this._$AH=a,this._$AN=void 0,this.element=C,this.name=H,this._$AM=M,this.options=r,V.length>2||V[0]!==""||V[1]!==""?(this._$AH=Array(V.length-1).fill(new String),this.strings=V):this._$AH=a}_$AI(C,H=this,V,M){let r=this.strings,e=!1;if(r===void 0)C=D(this,C,H,0),e=!H1(C)||C!==this._$AH&&C!==O,e&&(this._$AH=C);else{let i=C,t,A;for(C=r[0],t=0;t<r.length-1;t++)A=D(this,i[V+t],H,t),A===O&&(A=this._$AH[t]),e||=!H1(A)||A!==this._$AH[t],A===a?C=a:C!==a&&(C+=(A??"")+r[t+1]),this._$AH[t]=A}e&&!M&&this.j(C)}j(C){C===a?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,C??"")}},E1=class extends E{constructor(){super(...arguments),this.type=3}j(C){this.element[this.name]=C===a?void 0:C}},N1=class extends E{constructor(){super(...arguments),this.type=4}j(C){this.element.toggleAttribute(this.name,!!C&&C!==a)}},W1=class extends E{constructor(C,H,V,M,r){super(C,H,V,M,r),this.type=5}_$AI(C,H=this){if((C=D(this,C,H,0)??a)===O)return;let V=this._$AH,M=C===a&&V!==a||C.capture!==V.capture||C.once!==V.once||C.passive!==V.passive,r=C!==a&&(V===a||M);M&&this.element.removeEventListener(this.name,this,V),r&&this.element.addEventListener(this.name,this,C),this._$AH=C}handleEvent(C){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,C):this._$AH.handleEvent(C)}},I1=class{constructor(C,H,V){this.element=C,this.type=6,this._$AN=void 0,this._$AM=H,this.options=V}get _$AU(){return this._$AM._$AU}_$AI(C){D(this,C)}},b3=$1.litHtmlPolyfillSupport;b3?.(V1,L1),($1.litHtmlVersions??=[]).push("3.3.3");r5=(L,C,H)=>{let V=H?.renderBefore??C,M=V._$litPart$;if(M===void 0){let r=H?.renderBefore??null;V._$litPart$=M=new L1(C.insertBefore(C1(),r),r,void 0,H??{})}return M._$AI(L),M}});var Q1,c,y3,e5=o(()=>{Y();Y();M1();M1();Q1=globalThis,c=class extends h{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let C=super.createRenderRoot();return this.renderOptions.renderBefore??=C.firstChild,C}update(C){let H=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(C),this._$Do=r5(H,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return O}};c._$litElement$=!0,c.finalized=!0,Q1.litElementHydrateSupport?.({LitElement:c});y3=Q1.litElementPolyfillSupport;y3?.({LitElement:c});(Q1.litElementVersions??=[]).push("4.2.2")});var t5=o(()=>{});var r1=o(()=>{Y();M1();e5();t5()});var i5=o(()=>{});function f(L){return(C,H)=>typeof H=="object"?B3(L,C,H):((V,M,r)=>{let e=M.hasOwnProperty(r);return M.constructor.createProperty(r,V),e?Object.getOwnPropertyDescriptor(M,r):void 0})(L,C,H)}var w3,B3,G1=o(()=>{Y();w3={attribute:!0,type:String,converter:X,reflect:!1,hasChanged:n1},B3=(L=w3,C,H)=>{let{kind:V,metadata:M}=H,r=globalThis.litPropertyMetadata.get(M);if(r===void 0&&globalThis.litPropertyMetadata.set(M,r=new Map),V==="setter"&&((L=Object.create(L)).wrapped=!0),r.set(H.name,L),V==="accessor"){let{name:e}=H;return{set(i){let t=C.get.call(this);C.set.call(this,i),this.requestUpdate(e,t,L,!0,i)},init(i){return i!==void 0&&this.C(e,void 0,L,i),i}}}if(V==="setter"){let{name:e}=H;return function(i){let t=this[e];C.call(this,i),this.requestUpdate(e,t,L,!0,i)}}throw Error("Unsupported decorator location: "+V)}});function v(L){return f({...L,state:!0,attribute:!1})}var o5=o(()=>{G1();});var a5=o(()=>{});var N=o(()=>{});var A5=o(()=>{N();});var d5=o(()=>{N();});var n5=o(()=>{N();});var p5=o(()=>{N();});var m5=o(()=>{N();});var K1=o(()=>{i5();G1();o5();a5();A5();d5();n5();p5();m5()});function B(L,C){return L.localize(`component.obico.entity.${C}.name`)||C}function P(L,C,H){return L.localize(`component.obico.entity.${C}.state.${H}`)||H}function P3(L,C,H){L.dispatchEvent(new CustomEvent(C,{detail:H,bubbles:!0,composed:!0}))}function T(L,C){P3(L,"hass-more-info",{entityId:C})}var e1=o(()=>{"use strict"});function v5(L){return l5.flatMap(C=>[...L.all(`sensor.${C}_temperature`),...L.all(`sensor.${C}_target`),...L.all(`number.${C}_target`)])}function x5(L,C){let H=[];for(let V of T3)for(let M of L.all(`sensor.${V}_temperature`)){let r=t=>!l5.includes(V)||C[t]!==void 0&&C[t].replace(/_target$/,"")===C[M]?.replace(/_temperature$/,""),e=L.all(`sensor.${V}_target`).find(r),i=L.all(`number.${V}_target`).find(r);H.push({kind:V,temperature:M,...e&&{target:e},...i&&{setter:i}})}return H}async function Z5(L,C){let H=await L.callWS({type:"config/entity_registry/get_entries",entity_ids:C});return Object.fromEntries(Object.entries(H).flatMap(([V,M])=>M?[[V,M.unique_id]]:[]))}function s5(L,C){let[H="",V]=C.split(l1);return V!==void 0&&L.startsWith(H)&&L.endsWith(V)&&L.length>H.length+V.length?L.slice(H.length,L.length-V.length):L}var T3,l5,l1,q1=o(()=>{"use strict";T3=["nozzle","nozzle_number","bed","chamber","heater"],l5=["nozzle_number","heater"];l1="\uFFFC"});function j1(L,C){let H=Math.max(0,Math.round(L)),M=[[Math.floor(H/1440),"day"],[Math.floor(H%1440/60),"hour"],[H%60,"minute"]].filter(([r])=>r>0).slice(0,2);return(M.length>0?M:[[0,"minute"]]).map(([r,e])=>new Intl.NumberFormat(C,{style:"unit",unit:e,unitDisplay:"narrow"}).format(r)).join(" ")}function F3({locale:L,config:C}){return L.time_zone==="server"?C.time_zone:void 0}function R3({locale:L}){return L.time_format==="12"?{hourCycle:"h12"}:L.time_format==="24"?{hourCycle:"h23"}:{}}function u5(L,C,H){let V={timeZone:F3(H)},M=H.locale.language,r=new Intl.DateTimeFormat("en-CA",V),e={...V,...R3(H),hour:"numeric",minute:"2-digit"};if(r.format(L)===r.format(C))return new Intl.DateTimeFormat(M,e).format(L);let t=Math.abs(L.getTime()-C.getTime())<6*864e5?{weekday:"short"}:{month:"short",day:"numeric"};return new Intl.DateTimeFormat(M,{...e,...t}).format(L)}function X1(L,C,H){let V=Math.max(0,(C.getTime()-L.getTime())/6e4),M=new Intl.RelativeTimeFormat(H,{numeric:"auto"});return V<60?M.format(-Math.floor(V),"minute"):V<1440?M.format(-Math.floor(V/60),"hour"):M.format(-Math.floor(V/1440),"day")}var S5=o(()=>{"use strict"});function F(L,C,H=!1){let V=C.filter(M=>M!==void 0);return V.length>0?[{name:L,presses:V,final:H}]:[]}function _3(L){let C=L("button.acknowledge_no_failure"),H=L("button.acknowledge_failure"),V=L("button.resume"),M=L("button.cancel");return[...F("pause",[L("button.pause")]),...F(V?"alert_fine_resume":"alert_fine",[C,V]),...F(M?"alert_failed_cancel":"alert_failed",[H,M],M!==void 0)]}function c5(L,C){return L==="alert"?_3(C):[...F("pause",[C("button.pause")]),...F("resume",[C("button.resume")]),...F("cancel",[C("button.cancel")],!0),...F("connect",[C("button.connect")])]}var h5=o(()=>{"use strict"});function N3(L){let C=L.known("sensor.state");if(C!==void 0)return C;if(L.on("binary_sensor.paused"))return"paused";if(L.on("binary_sensor.printing"))return"printing";let H=L.known("binary_sensor.online");return H===void 0?void 0:H==="on"?"operational":"offline"}function W3(L,C){return C.entities.size===0?"missing":C.on("binary_sensor.failure_alert")?"alert":L===void 0?"unavailable":L==="offline"?"offline":O5.includes(L)?"active":"idle"}function I3(L,C){return L==="alert"||C==="error"?"error":L==="active"?D3.includes(C??"")?"still":"active":L==="idle"?"idle":"off"}function $3(L){return L<v1?"looking_good":L<=x1?"fishy":"failing"}function z3(L){let C=L.number("sensor.failure_score"),H=L.known("sensor.not_watching_reason"),V=L.known("binary_sensor.watching");if(!(H==="not_printing"&&!C||C===void 0&&H===void 0&&V===void 0))return{score:C,zone:C===void 0?void 0:$3(C),watching:V===void 0?(H??"none")==="none":V==="on",reason:H&&!["none","not_printing"].includes(H)?P(L.hass,"sensor.not_watching_reason",H):void 0,entity:L.entities.one("sensor.verdict")??L.entities.one("sensor.failure_score")}}function Q3(L,C){let{hass:H}=L,V=L.text(C.temperature);if(V===void 0||C.kind==="heater"&&!C.target&&!C.setter)return[];let M=C.target??C.setter,r=M&&L.text(M),e=M&&Number(H.states[M]?.state)===0,i=H.localize(`component.obico.entity.sensor.${C.kind}_temperature.name`,{name:l1,number:l1}),t=H.entities[C.temperature]?.name??H.states[C.temperature]?.attributes.friendly_name??"",A=s5(t,i),d=C.kind==="nozzle_number"&&A!==t;return[{...C,word:d?"nozzle":U3[C.kind]??"",...d&&{number:A},name:A,current:V,...r!==void 0&&{wanted:e?"":r}}]}function G3(L){let C=L.known("sensor.last_print"),H=L.known("sensor.last_print_result");return C===void 0?void 0:{file:C,result:H&&P(L.hass,"sensor.last_print_result",H),ended:L.time("sensor.last_print_ended")}}function f5(L,C,H,V){let M=new _(L,H),r=N3(M),e=W3(r,M),i=M.time("image.alert_picture"),t=O5.includes(r??""),A=d=>t?d:void 0;return{mode:e,tone:I3(e,r),name:$(L,C)??"Obico",state:r===void 0?L.localize("state.default.unavailable"):P(L,"sensor.state",r),stateEntity:H.one("sensor.state")??H.one("binary_sensor.online"),onTheWay:E3.includes(r??""),file:A(M.known("sensor.file_name")),error:M.known("sensor.error_text"),progress:A(M.number("sensor.progress")),started:A(M.time("sensor.print_started")),finishes:r==="printing"?M.time("sensor.print_finishes"):void 0,remaining:A(M.minutes("sensor.remaining")),layer:A(M.number("sensor.current_layer")),layers:A(M.number("sensor.layer_count")),heaters:x5(H,V).flatMap(d=>Q3(M,d)),detection:t||e==="alert"?z3(M):void 0,alert:e==="alert"?{picture:i&&H.one("image.alert_picture"),raised:i,answerable:M.available("button.acknowledge_no_failure")!==void 0}:void 0,lastPrint:e==="idle"||e==="offline"?G3(M):void 0,actions:c5(e,d=>M.available(d)),cameras:H.all("camera.camera").filter(d=>L.states[d]&&L.states[d].state!=="unavailable"),thumbnail:M.known("image.thumbnail")&&H.one("image.thumbnail"),url:L.devices[C]?.configuration_url??void 0}}var O5,D3,E3,v1,x1,U3,Y1=o(()=>{"use strict";h5();z();q1();e1();O1();O5=["downloading","starting","printing","pausing","paused","resuming","cancelling"],D3=["pausing","paused","cancelling"],E3=["pausing","resuming","cancelling"],v1=33,x1=67;U3={nozzle:"nozzle",bed:"bed",chamber:"chamber"}});function s(L){return p`<ha-svg-icon aria-hidden="true" .path=${L}></ha-svg-icon>`}function H2({locale:L},C){return new Intl.NumberFormat(L.language,{style:"percent"}).format(C/100)}function b5({hass:L},{progress:C,mode:H,tone:V}){if(C===void 0)return p`<div class="badge">${s(H==="offline"||H==="unavailable"?E2:o1)}</div>`;let M=H2(L,C);return p`<div
    class="ring ${V}"
    role="progressbar"
    aria-label=${B(L,"sensor.progress")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${C}
    aria-valuetext=${M}
  >
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <circle class="track" cx="32" cy="32" r=${C2}></circle>
      ${L5`<circle class="done" cx="32" cy="32" r=${C2}
        stroke-dasharray="${g5*C/100} ${g5}"></circle>`}
    </svg>
    <span aria-hidden="true">${M}</span>
  </div>`}function y5({hass:L,translate:C,now:H},V){let{mode:M,state:r,file:e,lastPrint:i}=V;if(M==="unavailable")return[r,C("unavailable_text")];let t=[[r,e].filter(Boolean).join(J1)];if(i){let A=i.ended&&X1(i.ended,H,L.locale.language);t.push([C("last_print",{file:i.file}),i.result,A].filter(Boolean).join(J1))}return t}function w5({hass:L,translate:C,now:H},V){let M=L.locale.language,{started:r,remaining:e,finishes:i,layer:t,layers:A}=V,d=new Intl.NumberFormat(M),n=[];if(r&&n.push([C("elapsed"),j1((H.getTime()-r.getTime())/6e4,M)]),e!==void 0&&n.push([C("remaining"),j1(e,M)]),i&&n.push([C("finishes"),u5(i,H,L)]),t!==void 0){let l=d.format(t);n.push([C("layer"),A===void 0?l:`\u2066${l} / ${d.format(A)}\u2069`])}return n.length===0?a:p`<dl class="stats of-${n.length}">
        ${n.map(([l,S])=>p`<div>
              <dt>${l}</dt>
              <dd>${S}</dd>
            </div>`)}
      </dl>`}function q3({translate:L,card:C},H){let V=H.word&&L(H.word),M=H.number?`${V} ${H.number}`:V||H.name,r=H.setter??H.target,e=H.wanted===""?L("target_off"):H.wanted;return p`<li class=${H.wanted?"heats":""}>
    <button class="temperature" @click=${()=>T(C,H.temperature)}>
      <span class="label">${s(K3[H.kind])}<span>${M}</span></span>
      <span class="value"><bdi dir="auto">${H.current}</bdi></span>
      <ha-ripple></ha-ripple>
    </button>
    ${r&&e!==void 0?p`<button
            class="target"
            aria-label="${L("set_target",{name:M})}: ${e}"
            @click=${()=>T(C,r)}
          >
            <span class="arrow" aria-hidden="true">→</span> <bdi dir="auto">${e}</bdi>
            <ha-ripple></ha-ripple>
          </button>`:a}
  </li>`}function B5(L,{heaters:C}){return C.length===0?a:p`<ul class="heaters">
        ${C.map(H=>q3(L,H))}
      </ul>`}function X3(L,C,H,V){let M=[["looking_good",v1],["fishy",x1-v1],["failing",100-x1]];return p`<div
    class="gauge"
    role="meter"
    aria-label=${B(L,"sensor.failure_score")}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${C}
    aria-valuetext=${V}
  >
    ${M.map(([r,e])=>p`<i class="${r} ${r===H?"here":""}" style="flex-grow:${e}"></i>`)}
    <b style="--score:${Math.min(1,Math.max(0,C/100))}"></b>
  </div>`}function P5({hass:L,card:C},H){if(!H)return a;let{score:V,zone:M,watching:r,reason:e,entity:i}=H;if(V===void 0||M===void 0||!r&&V===0)return p`<div class="detection">
      <div class="verdict">
        ${s(T2)}<span>${e??P(L,k5,"not_watching")}</span>
      </div>
    </div>`;let t=H2(L,V),A=P(L,k5,M);return p`<div class="detection ${M}">
    <button class="verdict" ?disabled=${!i} @click=${()=>i&&T(C,i)}>
      ${s(j3[M])}
      <span>${A}</span>
      <span class="percent">${t}</span>
      <ha-ripple></ha-ripple>
    </button>
    ${X3(L,V,M,`${t}, ${A}`)}
    ${e?p`<div class="reason">${e}</div>`:a}
  </div>`}function T5({hass:L,translate:C,now:H},{alert:V,detection:M}){if(!V)return a;let r=M?.score,e=[r&&H2(L,r),V.raised&&X1(V.raised,H,L.locale.language)];return p`<div class="banner">
    ${s(g1)}
    <div>
      <div class="primary">${C("alert")}</div>
      <div class="secondary">${e.filter(Boolean).join(J1)}</div>
    </div>
  </div>`}var J1,C2,g5,K3,k5,j3,F5=o(()=>{"use strict";P1();r1();S5();e1();Y1();J1="\xA0\xB7 ";C2=28,g5=2*Math.PI*C2;K3={nozzle:k1,nozzle_number:k1,bed:N2,chamber:y1,heater:y1};k5="sensor.verdict",j3={looking_good:B2,fishy:F2,failing:g1}});var R5,_5=o(()=>{"use strict";r1();R5=q`
  :host {
    --tone: var(--state-inactive-color, var(--secondary-text-color));
    --gap: var(--ha-space-3, 12px);
    display: block;
    height: 100%;
  }
  ha-card {
    container-type: inline-size;
    height: 100%;
    overflow: hidden;
  }
  .card {
    color: var(--primary-text-color);
    font-size: var(--ha-font-size-m, 14px);
    line-height: var(--ha-line-height-normal, 1.5);
  }
  .card.active {
    --tone: var(--primary-color);
  }
  .card.still {
    --tone: var(--orange-color, #ff9800);
  }
  .card.error {
    --tone: var(--error-color);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    position: relative;
    overflow: hidden;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    --ha-ripple-color: var(--tone);
  }
  button:disabled {
    cursor: default;
  }
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--primary-text-color);
    outline-offset: -2px;
  }

  /* Name and state */
  .facts {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    gap: var(--gap);
    padding: var(--gap);
    min-width: 0;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--gap);
  }
  .card > .head {
    padding: var(--gap);
  }
  .names {
    display: block;
    min-width: 0;
    flex: 1;
    border-radius: var(--ha-border-radius-md, 8px);
  }
  .primary,
  .secondary {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .primary {
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  .secondary {
    overflow-wrap: anywhere;
    color: var(--secondary-text-color);
  }
  .secondary + .secondary {
    font-size: var(--ha-font-size-s, 12px);
  }
  .names .secondary {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }
  .badge {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--tone) 20%, transparent);
    color: var(--tone);
  }
  .ring {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 64px;
    height: 64px;
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .ring svg {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
  }
  .ring circle {
    fill: none;
    stroke-width: 6;
  }
  .ring .track {
    stroke: color-mix(in srgb, var(--tone) 20%, transparent);
  }
  .ring .done {
    stroke: var(--tone);
    stroke-linecap: round;
    transition: stroke-dasharray 0.6s ease;
  }
  .error {
    color: var(--primary-text-color);
  }
  .facts > .error {
    padding: 8px 12px;
    border-radius: var(--ha-border-radius-md, 8px);
    background: color-mix(in srgb, var(--error-color) 16%, transparent);
    overflow-wrap: anywhere;
  }

  /* The picture */
  .picture {
    position: relative;
    background: var(--secondary-background-color);
  }
  .picture > button:first-child {
    display: block;
    width: 100%;
  }
  .live,
  .switch {
    position: absolute;
    top: 8px;
    border-radius: 999px;
    background: rgb(0 0 0 / 65%);
    color: #fff;
  }
  .live {
    inset-inline-start: 8px;
    padding: 2px 10px;
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .switch {
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
  }
  .switch:focus-visible {
    outline-color: #fff;
  }

  /* Times and layer */
  .stats {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px var(--gap);
    margin: 0;
  }
  .stats.of-3 {
    grid-template-columns: repeat(3, auto);
    justify-content: space-between;
  }
  dt,
  .label {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  dd {
    margin: 0;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }

  /* Temperatures */
  .heaters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .heaters li {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
  }
  .temperature {
    display: flex;
    flex-direction: column;
    flex: 1;
    padding: 8px 10px;
  }
  .temperature .label {
    display: flex;
    align-items: center;
    gap: 4px;
    --mdc-icon-size: 16px;
  }
  .label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label ha-svg-icon {
    flex: none;
    color: var(--secondary-text-color);
  }
  .heats .label ha-svg-icon {
    color: var(--deep-orange-color, #ff5722);
  }
  .temperature .value {
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .target {
    padding: 4px 10px;
    min-height: 28px;
    border-top: 1px solid var(--divider-color);
    font-size: var(--ha-font-size-s, 12px);
    font-variant-numeric: tabular-nums;
    color: var(--secondary-text-color);
  }
  .arrow {
    display: inline-block;
  }
  .arrow:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Failure detection */
  .detection {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
    --zone: var(--secondary-text-color);
  }
  .detection.looking_good,
  i.looking_good {
    --zone: var(--success-color, #43a047);
  }
  .detection.fishy,
  i.fishy {
    --zone: var(--warning-color, #ffa600);
  }
  .detection.failing,
  i.failing {
    --zone: var(--error-color, #db4437);
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 10px;
  }
  .verdict ha-svg-icon {
    flex: none;
    color: color-mix(in srgb, var(--zone) 80%, var(--primary-text-color));
    --mdc-icon-size: 20px;
  }
  .percent {
    margin-inline-start: auto;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }
  .reason {
    padding: 0 10px 8px;
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
  }
  .gauge {
    position: relative;
    display: flex;
    gap: 3px;
    height: 6px;
    margin: 3px 10px 12px;
  }
  .gauge i {
    flex: 1 1 0;
    border-radius: 3px;
    background: var(--zone);
    opacity: 0.35;
  }
  .gauge i.here {
    opacity: 1;
  }
  .gauge b {
    position: absolute;
    top: -4px;
    width: 6px;
    height: 14px;
    inset-inline-start: calc((100% - 6px) * var(--score));
    border-radius: 3px;
    background: var(--primary-text-color);
    box-shadow: 0 0 0 2px var(--card-background-color, #fff);
    transition: inset-inline-start 0.6s ease;
  }

  /* What can be done */
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .action {
    display: flex;
    flex: 1 1 112px;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 42px;
    padding: 4px 12px;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 10%, transparent);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: var(--ha-line-height-condensed, 1.2);
    text-align: center;
    --mdc-icon-size: 20px;
  }
  .action:disabled {
    opacity: 0.5;
  }
  .action ha-svg-icon {
    flex: none;
  }
  .question .cancel,
  .action.alert_failed,
  .action.alert_failed_cancel {
    background: color-mix(in srgb, var(--error-color) 20%, transparent);
  }
  .action.resume,
  .action.alert_fine,
  .action.alert_fine_resume {
    background: color-mix(in srgb, var(--primary-color) 22%, transparent);
  }
  .question {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .hint {
    color: var(--secondary-text-color);
  }
  .hint a {
    color: var(--primary-text-color);
  }
  .spinner {
    width: 16px;
    height: 16px;
    border: 2px solid currentcolor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  /* The alert */
  .banner {
    display: flex;
    align-items: center;
    gap: var(--gap);
    padding: var(--gap);
    background: color-mix(in srgb, var(--error-color) 18%, transparent);
  }
  .banner > ha-svg-icon {
    flex: none;
    color: var(--error-color);
    --mdc-icon-size: 32px;
  }
  .banner .secondary {
    color: var(--primary-text-color);
  }

  @container (min-width: 560px) {
    .pictured {
      display: grid;
      grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
    }
    .pictured .facts {
      justify-content: center;
    }
  }
  @container (min-width: 340px) {
    .stats {
      grid-template-columns: repeat(4, auto);
      justify-content: space-between;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring .done,
    .gauge b {
      transition: none;
    }
    .spinner {
      animation-duration: 3s;
    }
  }
`});var Y3,J3,D5,u,E5=o(()=>{"use strict";P1();r1();K1();G();z();e1();q1();F5();_5();Q();Y1();Y3=3e4,J3={pause:_2,resume:D2,cancel:b1,connect:R2,alert_fine:B1,alert_fine_resume:B1,alert_failed:w1,alert_failed_cancel:w1},D5=p`<span class="spinner" aria-hidden="true"></span>`,u=class extends c{constructor(){super(...arguments);this.uniqueIds={};this.camera=0;this.isLive=!1;this.deviceId="";this.timer=0;this.handsFocusOn=!1}static getConfigForm(){return w2()}static getStubConfig(H){return b2(H)}setConfig(H){this.config=f1(H),this.entities=void 0}getCardSize(){return this.config?.show_camera?9:5}getGridOptions(){return{columns:12,min_columns:6,rows:"auto"}}connectedCallback(){super.connectedCallback(),this.timer=window.setInterval(()=>this.requestUpdate(),Y3)}disconnectedCallback(){super.disconnectedCallback(),window.clearInterval(this.timer)}shouldUpdate(H){let V=H.get("hass"),M=this.hass;return H.size!==1||!V||!M?!0:V.entities!==M.entities||V.devices!==M.devices||V.language!==M.language||V.locale!==M.locale||V.localize!==M.localize||(this.entities?.everything()??[]).some(r=>V.states[r]!==M.states[r])}willUpdate(H){let V=H.get("hass");this.hass&&this.config&&(!this.entities||V?.entities!==this.hass.entities)&&this.findEntities(this.hass,this.config),this.hass&&this.entities&&(this.view=f5(this.hass,this.deviceId,this.entities,this.uniqueIds),this.asks=this.view.actions.find(({name:M})=>M===this.asks?.name))}updated(){if(this.handsFocusOn&&!this.shadowRoot?.activeElement&&document.activeElement===document.body){let H=this.renderRoot.querySelector(".actions button:not([disabled])");H?.focus({preventScroll:!0}),this.handsFocusOn=!H}}findEntities(H,V){this.deviceId=i1(H,V)??"";let M=this.entities=new Z(H,this.deviceId),r=v5(M).filter(e=>!(e in this.uniqueIds));r.length>0&&Z5(H,r).then(e=>this.uniqueIds={...this.uniqueIds,...e},()=>{})}render(){let{hass:H,config:V,view:M}=this;if(!H||!V||!M)return a;let r={hass:H,translate:U(H.language),now:new Date,card:this},e=V.title||M.name;return M.mode==="missing"?this.renderMissing(r):this.renderPrinter(r,M,e,V)}renderMissing({translate:H}){return p`<ha-card>
      <div class="card off">
        <div class="head">
          <div class="badge">${s(o1)}</div>
          <div class="names">
            <div class="primary">${H("missing")}</div>
            <div class="secondary">${H("missing_text")}</div>
          </div>
        </div>
      </div>
    </ha-card>`}renderPrinter(H,V,M,r){let e=r.show_camera?this.renderPicture(H,V,M,r):a,i=V.mode==="offline"||V.mode==="unavailable";return p`<ha-card>
      <div class="card ${V.tone} ${V.mode}" role="group" aria-label=${M}>
        <div role="status" class="unseen">
          ${V.alert?`${M}: ${H.translate("alert")}`:""}
        </div>
        ${T5(H,V)}
        <div class="body ${e===a?"":"pictured"}">
          ${e}
          <div class="facts">
            <div class="head">
              ${b5(H,V)}
              <button
                class="names"
                ?disabled=${!V.stateEntity}
                @click=${()=>this.showState(V)}
              >
                <span class="primary">${M}</span>
                ${y5(H,V).map(t=>p`<span class="secondary">${t}</span>`)}
                <ha-ripple></ha-ripple>
              </button>
            </div>
            ${V.error?p`<div class="error">${V.error}</div>`:a}
            ${w5(H,V)}
            ${r.show_temperatures&&!i?B5(H,V):a}
            ${r.show_detection?P5(H,V.detection):a}
            ${r.show_controls?this.renderActions(H,V):a}
          </div>
        </div>
      </div>
    </ha-card>`}showState(H){H.stateEntity&&T(this,H.stateEntity)}renderPicture({hass:H,translate:V},M,r,e){let i=M.cameras[this.camera%M.cameras.length],t=M.alert?.picture??i??(M.mode==="active"?M.thumbnail:void 0);if(!t||M.mode==="offline"||M.mode==="unavailable")return a;let A=B(H,t===i?"camera.camera":t===M.thumbnail?"image.thumbnail":"image.alert_picture"),d=t===i&&e.show_video;return p`<div class="picture">
      <button aria-label="${r}: ${A}" @click=${()=>T(this,t)}>
        <obico-printer-picture
          .hass=${H}
          .entity=${t}
          .label=${A}
          .live=${d}
          @live-changed=${n=>this.isLive=n.detail}
        ></obico-printer-picture>
      </button>
      ${d&&this.isLive?p`<span class="live">${V("live")}</span>`:a}
      ${t===i&&M.cameras.length>1?p`<button
              class="switch"
              aria-label=${V("switch_camera")}
              @click=${()=>this.camera++}
            >
              ${s(W2)}
            </button>`:a}
    </div>`}renderActions(H,V){let{asks:M}=this,r=V.alert&&!V.alert.answerable;if(M&&!this.busy)return this.renderQuestion(H,M);let e=this.shown(V).length===0&&V.onTheWay;return this.shown(V).length===0&&!e&&!r?a:p`${r?this.renderHint(H,V):a}
      <div class="actions">
        ${e?p`<button class="action" disabled>${D5}<span>${V.state}</span></button>`:this.shown(V).map(i=>this.renderAction(H,i))}
      </div>`}renderHint({translate:H},{url:V}){let M=H("alert_elsewhere");return p`<div class="hint">
      ${V?p`<a href=${V} target="_blank" rel="noreferrer">${M}</a>`:M}
    </div>`}shown(H){return this.busy&&!H.actions.some(({name:V})=>V===this.busy?.name)?[this.busy]:H.actions}renderAction({translate:H},V){let M=this.busy?.name===V.name;return p`<button
      class="action ${V.name}"
      aria-busy=${M}
      ?disabled=${this.busy!==void 0&&!M}
      @click=${()=>this.choose(V)}
    >
      ${M?D5:s(J3[V.name])}
      <span>${H(`action_${V.name}`)}</span>
      <ha-ripple ?disabled=${M}></ha-ripple>
    </button>`}renderQuestion({translate:H},V){return p`<div
      class="question"
      role="alertdialog"
      aria-label=${H("confirm_cancel")}
      @keydown=${M=>M.key==="Escape"&&this.dismiss()}
    >
      <div>${H("confirm_cancel")}</div>
      <div class="actions">
        <button class="action" @click=${()=>this.dismiss()}>
          ${s(P2)}<span>${H("confirm_no")}</span><ha-ripple></ha-ripple>
        </button>
        <button class="action cancel" @click=${()=>this.press(V)}>
          ${s(b1)}<span>${H("confirm_yes")}</span><ha-ripple></ha-ripple>
        </button>
      </div>
    </div>`}async choose(H){if(!this.busy){if(!H.final){await this.press(H);return}this.asks=H,await this.updateComplete,this.renderRoot.querySelector(".question .action")?.focus()}}async dismiss(){let H=this.asks?.name;this.asks=void 0,await this.updateComplete,this.renderRoot.querySelector(`.action.${H}`)?.focus()}async press(H){this.handsFocusOn=this.shadowRoot?.activeElement!=null,this.busy=H,this.asks=void 0;try{for(let V of H.presses)await this.hass?.callService("button","press",{},{entity_id:V})}catch{}finally{this.busy=void 0}}static{this.styles=R5}};m([f({attribute:!1})],u.prototype,"hass",2),m([v()],u.prototype,"config",2),m([v()],u.prototype,"uniqueIds",2),m([v()],u.prototype,"busy",2),m([v()],u.prototype,"asks",2),m([v()],u.prototype,"camera",2),m([v()],u.prototype,"isLive",2)});var N5,W5,Z1,I5=o(()=>{N5={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},W5=L=>(...C)=>({_$litDirective$:L,values:C}),Z1=class{constructor(C){}get _$AU(){return this._$AM._$AU}_$AT(C,H,V){this._$Ct=C,this._$AM=H,this._$Ci=V}_$AS(C,H){return this.update(C,H)}update(C,H){return this.render(...H)}}});var $5,C0,V2,z5=o(()=>{M1();I5();$5="important",C0=" !"+$5,V2=W5(class extends Z1{constructor(L){if(super(L),L.type!==N5.ATTRIBUTE||L.name!=="style"||L.strings?.length>2)throw Error("The `styleMap` directive must be used in the `style` attribute and must be the only part in the attribute.")}render(L){return Object.keys(L).reduce((C,H)=>{let V=L[H];return V==null?C:C+`${H=H.includes("-")?H:H.replace(/(?:^(webkit|moz|ms|o)|)(?=[A-Z])/g,"-$&").toLowerCase()}:${V};`},"")}update(L,[C]){let{style:H}=L.element;if(this.ft===void 0)return this.ft=new Set(Object.keys(C)),this.render(C);for(let V of this.ft)C[V]==null&&(this.ft.delete(V),V.includes("-")?H.removeProperty(V):H[V]=null);for(let V in C){let M=C[V];if(M!=null){this.ft.add(V);let r=typeof M=="string"&&M.endsWith(C0);V.includes("-")||r?H.setProperty(V,r?M.slice(0,-11):M,r?$5:""):H[V]=M}}return O}})});var U5=o(()=>{z5()});var s1,Q5=o(()=>{"use strict";s1=class{constructor(C,H,V){this.hass=C;this.entityId=H;this.watching=V;this.sessionId="";this.closed=!1}async open(){try{let C=await this.hass.connection.subscribeMessage(H=>{this.take(H)},{type:"obico/camera/offer",entity_id:this.entityId});this.closed?await C():this.unsubscribe=C}catch{this.end()}}close(){this.closed=!0,this.connection?.close(),this.connection=void 0,this.unsubscribe?.().catch(()=>{}),this.unsubscribe=void 0}end(){this.closed||(this.close(),this.watching.onEnd())}async take(C){if(!this.closed)try{switch(C.type){case"session":this.begin(C.session_id,C.configuration??{},C);break;case"offer":await this.answer(C.offer);break;case"candidate":await this.connection?.addIceCandidate(C.candidate).catch(()=>{});break;case"error":this.end()}}catch{this.end()}}begin(C,H,V){this.connection?.close(),this.sessionId=C;let M=new RTCPeerConnection(H);this.connection=M,M.onicecandidate=({candidate:r})=>{r&&this.send("candidate",{candidate:r.toJSON()})},M.ontrack=({track:r,streams:e})=>{r.kind==="video"&&this.watching.onStream(e[0]??new MediaStream([r]),V)},M.onconnectionstatechange=()=>{M===this.connection&&M.connectionState==="failed"&&this.end()}}async answer(C){let H=this.connection;if(!H)return;await H.setRemoteDescription({type:"offer",sdp:C});let V=await H.createAnswer();await H.setLocalDescription(V),this.send("answer",{answer:V.sdp})}send(C,H){let V={type:`obico/camera/${C}`,entity_id:this.entityId,session_id:this.sessionId,...H};this.hass.callWS(V).catch(()=>C==="answer"&&this.end())}}});var G5,H0,V0,x,K5=o(()=>{"use strict";r1();K1();U5();Q5();G5="obico-printer-picture",H0=1e4,V0=3e5,x=class extends c{constructor(){super(...arguments);this.entity="";this.live=!1;this.label="";this.source="";this.ratio=0;this.wanted="";this.visible=!1;this.tryAt=0;this.timer=0;this.onVisibility=()=>this.follow()}connectedCallback(){super.connectedCallback(),this.observer=new IntersectionObserver(([H])=>{this.visible=H?.isIntersecting??!1,this.follow()}),this.observer.observe(this),document.addEventListener("visibilitychange",this.onVisibility)}disconnectedCallback(){super.disconnectedCallback(),this.observer?.disconnect(),document.removeEventListener("visibilitychange",this.onVisibility),this.visible=!1,this.follow()}willUpdate(H){(H.has("entity")||H.has("live"))&&(this.source=this.wanted="",this.tryAt=0,this.stop(),this.follow())}follow(){this.visible&&!document.hidden?this.timer||(this.timer=window.setInterval(()=>this.look(),H0),this.look()):this.stop()}stop(){window.clearInterval(this.timer),this.timer=0,this.video?.close(),this.video=void 0,this.stream=void 0,this.tellLive(!1)}look(){this.live&&this.lookLive(),this.stream||this.fetchPicture()}lookLive(){this.video||Date.now()<this.tryAt||!("RTCPeerConnection"in window)||(this.video=new s1(this.hass,this.entity,{onStream:(H,V)=>{this.stream=H,this.hanging=V},onEnd:()=>{this.tryAt=Date.now()+V0,this.video=void 0,this.stream=void 0,this.tellLive(!1)}}),this.video.open())}fetchPicture(){let H=this.hass.states[this.entity],V=H?.attributes.entity_picture,M=this.entity.startsWith("camera.")?Date.now():H?.state,r=`${V}&t=${M}`;if(!V||r===this.wanted)return;this.wanted=r;let e=new Image;e.onload=()=>{this.wanted===r&&(this.source=e.src,this.ratio=e.naturalWidth/e.naturalHeight)},e.src=this.hass.hassUrl(r)}render(){let H=this.ratio?Math.max(1,this.ratio):1.7777777777777777;return p`<div class="frame" style=${V2({"aspect-ratio":String(H)})}>
      ${this.source?p`<img src=${this.source} alt=${this.label} />`:a}
      ${this.stream?this.renderVideo():a}
    </div>`}renderVideo(){let{rotation:H=0,flip_horizontal:V,flip_vertical:M}=this.hanging??{},r=H%180!==0;return p`<video
      autoplay
      muted
      playsinline
      aria-label=${this.label}
      class=${r?"lying":""}
      style=${V2({transform:`translate(-50%, -50%) rotate(${H}deg) scale(${V?-1:1}, ${M?-1:1})`})}
      .srcObject=${this.stream}
      .muted=${!0}
      @playing=${()=>this.tellLive(!0)}
      @resize=${this.onVideoSize}
    ></video>`}tellLive(H){this.dispatchEvent(new CustomEvent("live-changed",{detail:H}))}onVideoSize(H){let{videoWidth:V,videoHeight:M}=H.target;if(V&&M){let r=(this.hanging?.rotation??0)%180!==0;this.ratio=r?M/V:V/M}}static{this.styles=q`
    :host {
      display: block;
    }
    .frame {
      position: relative;
      container-type: size;
      width: 100%;
      overflow: hidden;
      background: var(--secondary-background-color);
    }
    img {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    video {
      position: absolute;
      top: 50%;
      left: 50%;
      width: 100cqw;
      height: 100cqh;
      object-fit: contain;
    }
    video.lying {
      width: 100cqh;
      height: 100cqw;
    }
  `}};m([f({attribute:!1})],x.prototype,"hass",2),m([f()],x.prototype,"entity",2),m([f({type:Boolean})],x.prototype,"live",2),m([f()],x.prototype,"label",2),m([v()],x.prototype,"source",2),m([v()],x.prototype,"ratio",2),m([v()],x.prototype,"stream",2),m([v()],x.prototype,"hanging",2)});function q5(L,C){let H=L.entities[C]?.name;return H?{entity:C,name:H}:{entity:C}}function t0(L){return["nozzle","nozzle_number","bed","chamber"].flatMap(C=>L.all(`sensor.${C}_temperature`))}function i0(L,C,H){let V=new Z(L,C),M=t0(V),r=r0.flatMap(e=>V.all(`sensor.${e}`));return{type:"grid",cards:[u1($(L,C)??"Obico","mdi:printer-3d",{tap_action:{action:"navigate",navigation_path:`/config/devices/device/${C}`}}),{type:`custom:${k}`,device_id:C},...H&&M.length>0?[{type:"history-graph",hours_to_show:L0,entities:M.map(e=>q5(L,e))}]:[],...r.map(e=>j5(L,e))]}}function o0(L,C){let H=C.flatMap(V=>new Z(L,V).all("calendar.prints"));return H.length===0?[]:[{type:"grid",cards:[u1(B(L,"calendar.prints"),"mdi:calendar-clock"),{type:"calendar",initial_view:"listWeek",entities:H}]}]}function a0(L,C){return r2(L).flatMap(H=>{let V=new Z(L,H),M=e0.flatMap(r=>V.all(r));return M.length===0?[]:[{type:"grid",cards:[u1(C("heading_account"),"mdi:account",{tap_action:{action:"navigate",navigation_path:`/config/devices/device/${H}`}}),...M.map(r=>j5(L,r))]}]})}function A0(L){let C=V=>{let M=new Z(L,V).one("binary_sensor.online");return M!==void 0&&L.states[M]?.state==="off"},H=I(L);return[...H.filter(V=>!C(V)),...H.filter(C)]}function L2(L){let C=U(L.language),H=A0(L);return{type:"sections",max_columns:4,sections:H.length===0?[{type:"grid",cards:[u1(C("no_printers"),"mdi:printer-3d-off"),{type:"markdown",content:C("no_printers_text")}]}]:[...H.map(M=>i0(L,M,H.length<=M0)),...o0(L,H),...a0(L,C)]}}var L0,M0,r0,e0,u1,j5,X5=o(()=>{"use strict";G();z();e1();Q();L0=12,M0=6,r0=["prints_total","success_rate_total","print_time_total","filament_total"],e0=["sensor.plan","sensor.detection_hours","sensor.unseen_events","button.mark_events_seen"],u1=(L,C,H={})=>({type:"heading",heading:L,icon:C,...H});j5=(L,C)=>({type:"tile",...q5(L,C),grid_options:{columns:6}})});var Y5,S1,c1,J5=o(()=>{"use strict";X5();Y5=["devices","entities"],S1=class extends HTMLElement{static{this.registryDependencies=Y5}static{this.noEditor=!0}static async generate(C,H){return{title:"Obico",views:[{title:"Obico",icon:"mdi:printer-3d",...L2(H)}]}}},c1=class extends HTMLElement{static{this.registryDependencies=Y5}static{this.noEditor=!0}static async generate(C,H){return L2(H)}}});var d0={};var C3=o(()=>{"use strict";E5();G();K5();J5();customElements.define(G5,x);customElements.define(k,u);customElements.define("ll-strategy-dashboard-obico",S1);customElements.define("ll-strategy-view-obico",c1)});G();Q();var H3="https://github.com/obico-home-assistant/obico-home-assistant/blob/main/docs/dashboard.md";(window.customCards??=[]).push({type:k,get name(){return R()("card_name")},get description(){return R()("card_description")},preview:!0,documentationURL:H3,getEntitySuggestion:y2});(window.customStrategies??=[]).push({type:"obico",strategyType:"dashboard",name:"Obico",get description(){return R()("dashboard_description")},documentationURL:H3});customElements.whenDefined("home-assistant").then(()=>Promise.resolve().then(()=>(C3(),d0)));
